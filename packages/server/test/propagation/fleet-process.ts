import { createVerifier, type Verifier } from "@keywright/verifier";
import { setTimeout as delay } from "node:timers/promises";
import { machineMs } from "./clock.ts";
import type { FleetNews, FleetOrder, FleetSetup, Sightings, WatchedToken } from "./fleet-messages.ts";

/** Often enough to see when it ends, seldom enough to leave the processor to those who are measured. */
const ROUND_EVERY_MS = 4;

const say = (news: FleetNews) => process.send?.(news);
const watched = new Map<string, WatchedToken>();
const seen = new Map<string, { accepted: number; refused: number; lastAcceptedMs: number | null }>();
let verifiers: Verifier[] = [];
let permission = "";
let checks = 0;
let isOver = false;

process.on("message", (order: FleetOrder) => {
  if (order.type === "setup") void begin(order);
  else if (order.type === "watch") void watch(order.tokens);
  else if (order.type === "drop") drop(order.ids);
  else void end();
});
process.on("disconnect", () => process.exit(1));

async function begin(setup: FleetSetup): Promise<void> {
  const { credential, issuer } = setup;
  permission = setup.permission;
  verifiers = setup.verifiers.map(({ name, url }) =>
    createVerifier({ url, name, credential, issuer, audience: issuer }),
  );
  await Promise.all(verifiers.map((verifier) => verifier.start()));
  say({ type: "live" });
  while (!isOver) {
    for (const token of watched.values()) for (const verifier of verifiers) check(verifier, token);
    await delay(ROUND_EVERY_MS);
  }
}

/** Signatures are checked before, so that from now on every verdict is there at once. */
async function watch(tokens: readonly WatchedToken[]): Promise<void> {
  for (const token of tokens) {
    for (const verifier of verifiers) {
      const { allowed } = await verifier.verify(token.value, { permission });
      if (!allowed) throw new Error("a token that has just been issued is refused");
    }
    seen.set(token.id, { accepted: 0, refused: 0, lastAcceptedMs: null });
    watched.set(token.id, token);
  }
  say({ type: "watching" });
}

function check(verifier: Verifier, { id, value }: WatchedToken): void {
  const sighting = seen.get(id);
  const atMs = machineMs();
  const verdict = verifier.verify(value, { permission });
  if (verdict instanceof Promise || !sighting) throw new Error("a verdict was not there at once");
  checks += 1;
  if (!verdict.allowed) return void (sighting.refused += 1);
  sighting.accepted += 1;
  sighting.lastAcceptedMs = atMs;
}

function drop(ids: readonly string[]): void {
  const sightings: Sightings[] = [];
  for (const id of ids) {
    const sighting = seen.get(id);
    if (sighting) sightings.push({ id, ...sighting });
    watched.delete(id);
    seen.delete(id);
  }
  say({ type: "dropped", sightings, checks });
}

async function end(): Promise<void> {
  isOver = true;
  await Promise.all(verifiers.map((verifier) => verifier.close()));
  process.exit(0);
}
