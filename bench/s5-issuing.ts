import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "../packages/server/test/postgres-server.ts";
import { type Benchmark, perSecond, type Row } from "./figures.ts";
import { startBetterAuth } from "./peers/better-auth.ts";
import { startUnleash, UNLEASH_MISSING } from "./peers/unleash.ts";
import { createDatabase } from "./servers/database.ts";
import { createIssuer, startKeywright } from "./servers/keywright.ts";
import { answersPerSecond, jsonPost, type Target } from "./servers/load.ts";

const MIN_PER_SECOND = { postgres: 2000, embedded: 500 };

/** A server that issues on request. */
interface Issuing {
  readonly issuing: Target;
  stop(): Promise<void>;
}

export const issuing: Benchmark = {
  id: "s5",
  title: "issuing: tokens per second through HTTP, from one server process",
  async measure() {
    const postgres = await startPostgres();
    try {
      const ours = await measured(await startOurs(await createDatabase(postgres, "keywright")));
      const unleash =
        UNLEASH_MISSING ?? (await measured(await startUnleash(await createDatabase(postgres, "unleash"))));
      const betterAuth = await measured(await startBetterAuth(await createDatabase(postgres, "better_auth")));
      const embedded = await measured(await startOurs());
      return [
        promised("keywright on Postgres", ours, MIN_PER_SECOND.postgres),
        besides("unleash-server on the same Postgres: API token", unleash, ours),
        besides("better-auth on the same Postgres: API key", betterAuth, ours),
        promised("keywright on the embedded database", embedded, MIN_PER_SECOND.embedded),
      ];
    } finally {
      await postgres.stop();
    }
  },
};

async function measured(server: Issuing): Promise<number> {
  try {
    return await answersPerSecond(server.issuing);
  } finally {
    await server.stop();
  }
}

async function startOurs(databaseUrl?: string): Promise<Issuing> {
  const folder = await mkdtemp(join(tmpdir(), "keywright-bench-"));
  const server = await startKeywright({ folder, ...(databaseUrl !== undefined && { databaseUrl }) });
  return {
    issuing: jsonPost(
      `${server.url}/v1/tokens`,
      { authorization: `Bearer ${await createIssuer(server)}` },
      { name: "pipeline", roleId: "deploy", lifetimeSeconds: 3600 },
    ),
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function promised(what: string, rate: number, min: number): Row {
  const text = `>= ${min.toLocaleString("en")} /s`;
  return { what, figure: perSecond(rate), promise: { text, holds: rate >= min } };
}

function besides(what: string, rate: number | string, ours: number): Row {
  if (typeof rate === "string") return { what, figure: rate };
  return { what, figure: perSecond(rate), ratio: ours / rate };
}
