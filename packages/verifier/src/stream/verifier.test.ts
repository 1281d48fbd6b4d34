import { afterEach, beforeEach, expect, test } from "vitest";
import type { Change } from "../changes.ts";
import {
  AUDIENCE,
  createSigner,
  INSTALLATION,
  ISSUER,
  LIST_MEMBERS,
  TEAM_CLAIMS,
} from "../installation.test-support.ts";
import type { Socket } from "./connection.ts";
import { createVerifier, type Verifier, type VerifierEvent } from "./verifier.ts";

const signer = await createSigner();
const token = await signer.sign(TEAM_CLAIMS);
const SNAPSHOT: readonly Change[] = [{ kind: "signing_keys_set", keys: [signer.jwk] }, ...INSTALLATION];
const REVOKED: Change = {
  kind: "token_ended",
  orgId: TEAM_CLAIMS.org,
  id: TEAM_CLAIMS.sub,
  endsAt: 0,
  forgetAt: null,
  reason: "revoked",
};
const REQUEST = { permission: LIST_MEMBERS };
const LEASE_MS = 60_000;

/** A server that says what the test lets it say; to every line it has the same first words. */
let say: (message: object) => void;
let heard: { type: string; revision: number | null; at: number }[];
let events: VerifierEvent[];
let verifier: Verifier;

function connect(): Socket {
  const socket: Socket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    readyState: 1,
    close: () => {},
    send: (text) => {
      const message = JSON.parse(text) as (typeof heard)[number];
      heard.push(message);
      if (message.type !== "hello") return;
      if (message.revision === null) say({ type: "snapshot", revision: 1, changes: SNAPSHOT });
      say({ type: "lease", leaseMs: LEASE_MS, echo: message.at, revision: 1 });
    },
  };
  say = (message) => socket.onmessage?.({ data: JSON.stringify(message) });
  queueMicrotask(() => socket.onopen?.(undefined as never));
  return socket;
}

beforeEach(async () => {
  [heard, events] = [[], []];
  const options = { issuer: ISSUER, audience: AUDIENCE, credential: "credential", webSocket: connect };
  verifier = createVerifier({ url: ISSUER, ...options, onEvent: (event) => events.push(event) });
  await verifier.start();
  await verifier.verify(token, REQUEST);
});
afterEach(() => verifier.close());

const reasons = () => events.flatMap((event) => (event.type === "disconnected" ? [event.reason] : []));
const hellos = () => heard.filter(({ type }) => type === "hello");
const verdict = () => verifier.verify(token, REQUEST);
const change = (revision: number, ...changes: readonly object[]) =>
  say({ type: "change", revision, orgId: TEAM_CLAIMS.org, changes });

test("a change is obeyed before it is confirmed", () => {
  expect(verdict()).toMatchObject({ allowed: true, revision: 1 });
  change(2, REVOKED);
  expect(verdict()).toMatchObject({ allowed: false, reason: "revoked", revision: 2 });
  expect(heard.at(-1)).toMatchObject({ type: "ack", revision: 2 });
});

test("a change that comes twice counts once, and an older one brings nothing back", () => {
  change(2, REVOKED);
  change(2, REVOKED);
  change(1);
  say({ type: "snapshot", revision: 1, changes: SNAPSHOT });
  expect(verifier.statistics).toMatchObject({ revision: 2, changes: 1 });
  expect(verdict()).toMatchObject({ reason: "revoked" });
});

test("a change from the future is not applied: what is missing is asked for, by the revision that is there", async () => {
  change(3, REVOKED);
  expect(reasons()).toEqual(["a revision is missing"]);
  expect(verifier.statistics.revision).toBe(1);
  await expect.poll(() => hellos().map(({ revision }) => revision)).toEqual([null, 1]);
});

test.each([
  ["of an unknown kind", { kind: "planet_set", orgId: "acme" }],
  ["with a field that it does not know", { ...REVOKED, unless: "it is Monday" }],
])(
  "a change %s may take authority away: nobody is let in until a snapshot that is understood",
  async (_what, unknown) => {
    change(2, unknown);
    expect(verdict()).toMatchObject({ allowed: false, reason: "stale" });
    expect(events.map(({ type }) => type)).toContain("error");
    await expect.poll(() => hellos().at(-1)?.revision).toBe(null);
    await expect.poll(() => verifier.statistics.live).toBe(true);
    expect(await verdict()).toMatchObject({ allowed: true });
  },
);

test("a lease that counts from an instant which has not come, or is over, lets nobody in", () => {
  const { leaseRemainingMs } = verifier.statistics;
  say({ type: "lease", leaseMs: LEASE_MS, echo: performance.now() + 3_600_000, revision: 1 });
  say({ type: "lease", leaseMs: 1, echo: 1, revision: 1 });
  expect(verifier.statistics.leaseRemainingMs).toBeLessThanOrEqual(leaseRemainingMs);
});
