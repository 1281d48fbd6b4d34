import {
  measurePropagation,
  percentile,
  type Revocation,
} from "../packages/server/test/propagation/measure.ts";
import { machineMs } from "../packages/server/test/propagation/clock.ts";
import { startPostgres } from "../packages/server/test/postgres-server.ts";
import { type Benchmark, milliseconds, type Row } from "./figures.ts";
import { measureUnleashRevocation } from "./peers/unleash-revocation.ts";
import { UNLEASH_MISSING } from "./peers/unleash.ts";
import { createDatabase, query } from "./servers/database.ts";

const MAX_P99_MS = 50;
const PROMISE = `< ${MAX_P99_MS} ms`;
const SERVERS = 3;
const SETTING = { servers: SERVERS, fleets: 4, verifiersPerFleet: 5, revocations: 1000 };

export const revocation: Benchmark = {
  id: "s4",
  title: "from revoke to the last refusal, over 3 server processes and 20 verifiers, under load",
  async measure() {
    const postgres = await startPostgres(["-c", "track_commit_timestamp=on"]);
    try {
      const databaseUrl = await createDatabase(postgres, "keywright");
      const { revocations } = await measurePropagation({ ...SETTING, databaseUrl });
      const committedMs = await commitTimes(databaseUrl);
      const afterCommitMs = revocations.map(({ revision, lastAcceptedMs }) =>
        Math.max(0, lastAcceptedMs - (committedMs.get(revision) ?? Number.NaN)),
      );
      const afterRequestMs = revocations.map(({ sentMs, lastAcceptedMs }) => lastAcceptedMs - sentMs);
      const theirs =
        UNLEASH_MISSING ??
        (await measureUnleashRevocation(await createDatabase(postgres, "unleash"), SERVERS));
      return [
        ...percentiles("commit to last acceptance", afterCommitMs, PROMISE),
        ...percentiles("answer to last acceptance", revocations.filter(isAnsweredAtOnce).map(afterAnswerMs)),
        ...percentiles("request to last acceptance", afterRequestMs),
        ...besides("unleash-server, 3 processes: request to last acceptance", theirs, afterRequestMs),
      ];
    } finally {
      await postgres.stop();
    }
  },
};

/** When Postgres committed each revision, by its own clock, as instants of the machine's monotonic clock. */
async function commitTimes(databaseUrl: string): Promise<ReadonlyMap<number, number>> {
  const text =
    "select revision::int, (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 as ms from change";
  const rows = await query<{ revision: number; ms: number }>(databaseUrl, text);
  const ahead = performance.timeOrigin + performance.now() - machineMs();
  return new Map(rows.map(({ revision, ms }) => [revision, ms - ahead]));
}

/** One that waits is answered when all have confirmed: nothing comes after it. */
const isAnsweredAtOnce = ({ hasWaited }: Revocation) => !hasWaited;
const afterAnswerMs = ({ answeredMs, lastAcceptedMs }: Revocation) =>
  Math.max(0, lastAcceptedMs - answeredMs);

const PERCENTILES = [
  ["p50", 0.5],
  ["p99", 0.99],
  ["max", 1],
] as const;

function percentiles(what: string, valuesMs: readonly number[], promised?: string): Row[] {
  return PERCENTILES.map(([name, p]) => {
    const value = percentile(valuesMs, p);
    const promise = promised !== undefined && { text: promised, holds: value < MAX_P99_MS };
    return {
      what: `${what}, ${name}`,
      figure: milliseconds(value),
      ...(name === "p99" && promise && { promise }),
    };
  });
}

function besides(what: string, theirs: readonly number[] | string, oursMs: readonly number[]): Row[] {
  if (typeof theirs === "string") return [{ what, figure: theirs }];
  return PERCENTILES.map(([name, p]) => {
    const value = percentile(theirs, p);
    return { what: `${what}, ${name}`, figure: milliseconds(value), ratio: value / percentile(oursMs, p) };
  });
}
