import { type Client, createClient } from "@keywright/sdk";
import { setTimeout as delay } from "node:timers/promises";
import { machineMs } from "./clock.ts";
import { Fleet } from "./fleet.ts";
import type { Sightings } from "./fleet-messages.ts";
import { type ServerProcesses, startServerProcesses } from "./server-processes.ts";

export interface PropagationOptions {
  /** An empty database on a real Postgres. */
  readonly databaseUrl: string;
  readonly servers: number;
  /** Processes of verifiers, and verifiers in each. */
  readonly fleets: number;
  readonly verifiersPerFleet: number;
  readonly revocations: number;
}

/** Of one revocation; instants by the machine's monotonic clock. */
export interface Revocation {
  readonly revision: number;
  readonly sentMs: number;
  readonly answeredMs: number;
  /** From then on nobody accepts it: so an answer has said, its own or that to a later write. */
  readonly acknowledgedMs: number;
  /** When the last check that accepted it began, at whichever verifier. */
  readonly lastAcceptedMs: number;
  readonly hasWaited: boolean;
}

export interface PropagationResult {
  readonly revocations: readonly Revocation[];
  readonly checks: number;
  readonly seconds: number;
}

const TOKENS_PER_BATCH = 25;
const AT_ONCE = 4;
const WAIT_SECONDS = 10;
/** Checks go on for so long after the last acknowledgement of a batch. */
const AFTERWARDS_MS = 30;
const PERMISSION = "project:projects:manage:read";
const ROLE = "reader";

interface Write {
  readonly id: string;
  readonly sentMs: number;
  readonly answeredMs: number;
  readonly revision: number;
  readonly isAcknowledged: boolean;
  readonly hasWaited: boolean;
}

/** Revokes tokens that verifiers in other processes are checking all the while, and answers when the last accepted each. */
export async function measurePropagation(options: PropagationOptions): Promise<PropagationResult> {
  const servers = await startServerProcesses(options.databaseUrl, options.servers);
  const fleets = Array.from({ length: options.fleets }, () => new Fleet());
  try {
    await Promise.all(fleets.map((fleet, index) => fleet.setUp(setupOf(options, servers, index))));
    const { issuer: _, urls, operatorToken: token } = servers;
    const clients = urls.map((url) => createClient({ url, token }));
    const [first] = clients as [Client];
    await first.createRole({ body: { name: ROLE, permissions: { projectScope: [PERMISSION] } } });
    const startedMs = machineMs();
    const revocations: Revocation[] = [];
    while (revocations.length < options.revocations) {
      const size = Math.min(TOKENS_PER_BATCH, options.revocations - revocations.length);
      revocations.push(...(await measureBatch(clients, fleets, size)));
    }
    const checks = fleets.reduce((sum, fleet) => sum + fleet.checks, 0);
    return { revocations, checks, seconds: (machineMs() - startedMs) / 1000 };
  } finally {
    await Promise.all(fleets.map((fleet) => fleet.end()));
    await servers.stop();
  }
}

function setupOf({ verifiersPerFleet }: PropagationOptions, servers: ServerProcesses, fleet: number) {
  const { urls, issuer, operatorToken } = servers;
  const verifiers = Array.from({ length: verifiersPerFleet }, (_, index) => ({
    name: `verifier ${fleet}.${index}`,
    url: urls[(fleet * verifiersPerFleet + index) % urls.length]!,
  }));
  return { credential: operatorToken, issuer, permission: PERMISSION, verifiers };
}

async function measureBatch(
  clients: readonly Client[],
  fleets: readonly Fleet[],
  size: number,
): Promise<Revocation[]> {
  const client = (index: number) => clients[index % clients.length]!;
  const tokens = await inParallel(size, async (index) => {
    const { id, token } = await client(index).issueToken({ body: { name: "watched", roleId: ROLE } });
    return { id, value: token };
  });
  await Promise.all(fleets.map((fleet) => fleet.watch(tokens)));
  const writes = await inParallel(size, (index) =>
    // Every other one waits, and the last, so that all of them are acknowledged.
    revoke(client(index + 1), tokens[index]!.id, index % 2 === 1 || index === size - 1),
  );
  const [last] = writes.toSorted((a, b) => b.revision - a.revision);
  if (last && !last.isAcknowledged) {
    const { revision, propagation } = await client(0).patchRole(
      { params: { roleId: ROLE }, body: { description: "settled" } },
      { waitSeconds: WAIT_SECONDS },
    );
    const nowMs = machineMs();
    const isAcknowledged = propagation?.complete ?? false;
    writes.push({ id: "", sentMs: nowMs, answeredMs: nowMs, revision, isAcknowledged, hasWaited: true });
  }
  await delay(AFTERWARDS_MS);
  const sightings = await Promise.all(fleets.map((fleet) => fleet.drop(tokens.map(({ id }) => id))));
  return writes.filter(({ id }) => id).map((write) => outcomeOf(write, writes, sightings.flat()));
}

async function revoke(client: Client, id: string, hasWaited: boolean): Promise<Write> {
  const sentMs = machineMs();
  const options = hasWaited ? { waitSeconds: WAIT_SECONDS } : {};
  const { revision, propagation } = await client.revokeToken({ params: { tokenId: id } }, options);
  const isAcknowledged = propagation?.complete ?? false;
  return { id, sentMs, answeredMs: machineMs(), revision, isAcknowledged, hasWaited };
}

function outcomeOf(write: Write, writes: readonly Write[], sightings: readonly Sightings[]): Revocation {
  const { id, revision, sentMs, answeredMs, hasWaited } = write;
  const acknowledging = writes.filter((other) => other.isAcknowledged && other.revision >= revision);
  const accepted = sightings
    .filter((sighting) => sighting.id === id)
    .map((one) => one.lastAcceptedMs ?? -Infinity);
  return {
    revision,
    sentMs,
    answeredMs,
    hasWaited,
    acknowledgedMs: Math.min(...acknowledging.map((other) => other.answeredMs)),
    lastAcceptedMs: Math.max(...accepted),
  };
}

/** In order of the index, a few at a time. */
async function inParallel<T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next++;
      results[index] = await run(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, worker));
  return results;
}

/** `p` from 0 to 1. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}
