import { spawn } from "node:child_process";
import { hash } from "node:crypto";
import { once } from "node:events";
import { json } from "node:stream/consumers";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { Change, Snapshot } from "./changes.ts";
import {
  AUDIENCE,
  CATALOGUE,
  createSigner,
  installed,
  ISSUER,
  NOW_SECONDS,
  TEAM_CLAIMS,
  teamRole,
  UNRESTRICTED,
} from "./installation.test-support.ts";
import { createKeyReader } from "./key-reader.ts";
import type { LargeState } from "./large-state.test-support.ts";
import type { SteadyState } from "./steady-state.test-support.ts";

const MEGABYTE = 1_000_000;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What a program tells that runs in a process of its own, whose heap is nobody else's. */
async function run<Told>(program: string, input: object = {}, ...flags: string[]): Promise<Told> {
  const { pathname } = new URL(program, import.meta.url);
  const child = spawn(process.execPath, ["--expose-gc", ...flags, pathname], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  // One that dies before it has read all says so by its code.
  child.stdin.on("error", () => {}).end(JSON.stringify(input));
  const ended = once(child, "close");
  const told = await json(child.stdout).catch(() => undefined);
  expect(await ended, program).toEqual([0, null]);
  return told as Told;
}

/** How far the heap has grown since the first of these. */
const growth = ([first = Number.NaN, ...later]: readonly number[]) => Math.max(...later) - first;

test("10 million checks of 100,000 different tokens, one of them hot, leave the heap as it was", async () => {
  const { allowed, heapBytes } = await run<SteadyState>("steady-state.test-support.ts");
  expect(allowed).toBe(10_000_000);
  // A dozen bytes kept of every token would show, or one of every ten checks.
  expect(growth(heapBytes)).toBeLessThan(MEGABYTE);
});

function claimsOf(id: string) {
  const tokenId = `token-${id}`;
  return { ...TEAM_CLAIMS, sub: tokenId, client_id: tokenId, jti: `key-${id}` };
}

test("reading thousands of signed and of forged tokens leaves nothing behind beyond maxKeys", async () => {
  const ROUNDS = 10;
  const TOKENS_PER_ROUND = 200;
  const signer = await createSigner();
  const state = installed([signer.jwk]);
  const reader = createKeyReader({
    state,
    issuer: ISSUER,
    audience: AUDIENCE,
    hash: (text) => hash("sha256", text, "base64"),
    maxKeys: 100,
  });
  const hotToken = await signer.sign(claimsOf("hot"));
  const hot = await reader.read(hotToken);

  const heaps: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (let number = 0; number < TOKENS_PER_ROUND; number++) {
      const token = await signer.sign(claimsOf(`${round}-${number}`));
      expect(await reader.read(token)).toHaveProperty("claims.sub", `token-${round}-${number}`);
      const forged = `${token.slice(0, -86)}${hotToken.slice(-86)}`;
      expect(await reader.read(forged)).toEqual({ reason: "bad_signature" });
      expect(reader.read(hotToken), "the hot one is read once").toBe(hot);
    }
    collectGarbage();
    heaps.push(process.memoryUsage().heapUsed);
  }
  // 1,800 tokens of half a kilobyte each were read after the first measurement.
  expect(growth(heaps)).toBeLessThan(0.5 * MEGABYTE);
});

test("10,000 roles and 100,000 revocations fit a process whose heap may not grow beyond 100 MB", async () => {
  const limit = "--max-old-space-size=100";
  const { roles, revoked } = await run<LargeState>("large-state.test-support.ts", largeSnapshot(), limit);
  expect({ roles, revoked }).toEqual({ roles: 10_000, revoked: 100_000 });
});

/** As the server sends it, with ids as long as its own and a dozen permissions in every role. */
function largeSnapshot(): Snapshot {
  const place = { orgId: idOf("org", 1), teamId: idOf("team", 1) };
  const permissions = Array.from(
    { length: 60 },
    (_, bit) => `project:category-${bit % 6}:resource-${bit}:update`,
  );
  const entries = permissions.map((permission, bit) => ({ ...CATALOGUE[0]!, permission, bit }));
  const changes: Change[] = [
    { kind: "catalogue_set", entries },
    { kind: "org_set", orgId: place.orgId, slug: "acme", suspended: false },
    { kind: "team_set", ...place, slug: "web" },
  ];
  for (let number = 0; number < 10_000; number++) {
    const projectScope = permissions.slice(number % 48, (number % 48) + 12);
    const patterns = { platformScope: [], orgScope: [], teamScope: [], projectScope };
    const definition = teamRole(place.teamId, UNRESTRICTED, patterns);
    const roleId = idOf("role", number);
    changes.push({ kind: "role_set", orgId: place.orgId, roleId, slug: `role-${number}`, definition });
  }
  for (let number = 0; number < 100_000; number++) {
    const end = { id: idOf("tok", number), endsAt: NOW_SECONDS, forgetAt: NOW_SECONDS + 86_400 };
    changes.push({ kind: "token_ended", orgId: place.orgId, ...end, reason: "revoked" });
  }
  return { revision: 1, changes };
}

const idOf = (noun: string, number: number) => `${noun}_${String(number).padStart(26, "0")}`;
