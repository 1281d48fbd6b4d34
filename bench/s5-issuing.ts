import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type PostgresServer, startPostgres } from "../packages/server/test/postgres-server.ts";
import { type Benchmark, perSecond, type Row } from "./figures.ts";
import { startBetterAuth } from "./peers/better-auth.ts";
import { startUnleash } from "./peers/unleash.ts";
import { createIssuer, startKeywright } from "./servers/keywright.ts";
import { postsPerSecond, type Target } from "./servers/load.ts";

const MIN_PER_SECOND = { postgres: 2000, embedded: 500 };

/** A server that issues on request, or the reason why it cannot run here. */
export type Issuing = { readonly target: Target; stop(): Promise<void> } | { readonly skipped: string };

export const issuing: Benchmark = {
  id: "s5",
  title: "issuing: tokens per second through HTTP, from one server process",
  async measure() {
    const postgres = await startPostgres();
    try {
      const ours = await measured(await startOurs(await createDatabase(postgres, "keywright")));
      const unleash = await measured(await startUnleash(await createDatabase(postgres, "unleash")));
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

async function measured(issuing: Issuing): Promise<number | string> {
  if ("skipped" in issuing) return issuing.skipped;
  try {
    return await postsPerSecond(issuing.target);
  } finally {
    await issuing.stop();
  }
}

async function startOurs(databaseUrl?: string): Promise<Issuing> {
  const folder = await mkdtemp(join(tmpdir(), "keywright-bench-"));
  const server = await startKeywright({ folder, ...(databaseUrl !== undefined && { databaseUrl }) });
  return {
    target: {
      url: `${server.url}/v1/tokens`,
      headers: { authorization: `Bearer ${await createIssuer(server)}` },
      body: { name: "pipeline", roleId: "deploy", lifetimeSeconds: 3600 },
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function createDatabase(postgres: PostgresServer, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: postgres.urlOf("postgres") });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return postgres.urlOf(name);
}

function promised(what: string, rate: number | string, min: number): Row {
  if (typeof rate === "string") return { what, figure: rate };
  const text = `>= ${min.toLocaleString("en")} /s`;
  return { what, figure: perSecond(rate), promise: { text, holds: rate >= min } };
}

function besides(what: string, rate: number | string, ours: number | string): Row {
  if (typeof rate === "string" || typeof ours === "string") return { what, figure: String(rate) };
  return { what, figure: perSecond(rate), ratio: ours / rate };
}
