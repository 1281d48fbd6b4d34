import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres } from "../packages/server/test/postgres-server.ts";
import { type Benchmark, perSecond, type Row } from "./figures.ts";
import { startBetterAuth } from "./peers/better-auth.ts";
import { startOidcProvider } from "./peers/oidc-provider.ts";
import type { Rates } from "./rates.ts";
import { createDatabase } from "./servers/database.ts";
import { forwardAuth, introspection, issue } from "./servers/doors.ts";
import { freePort } from "./servers/free-port.ts";
import { createIssuer, startKeywright } from "./servers/keywright.ts";
import { answersPerCpuSecond, type Served } from "./servers/load.ts";
import { type ServerProcess, startServer } from "./servers/process.ts";

const MIN_OF_EMPTY = 0.7;
const EMPTY_SERVER = fileURLToPath(new URL("./peers/empty-fastify-server.ts", import.meta.url));
/** In use at the same time. */
const TOKENS = 100;

const INTROSPECTION = "keywright: introspection";
const EMPTY_POST = "an empty Fastify route, the same requests";
const OIDC_PROVIDER = "oidc-provider: introspection, tokens in memory";
const BETTER_AUTH = "better-auth: API-key verification on the same Postgres";
const FORWARD_AUTH = "keywright: forward-auth";
const EMPTY_GET = "an empty Fastify route, the same requests as forward-auth";

export const doors: Benchmark = {
  id: "s3",
  title: "introspection and forward-auth run at the speed of the framework: answers per second of one core",
  async measure() {
    const folder = await mkdtemp(join(tmpdir(), "keywright-bench-"));
    const running: { stop(): Promise<void> }[] = [];
    const started = <Server extends { stop(): Promise<void> }>(server: Server) => {
      running.unshift(server);
      return server;
    };
    try {
      const postgres = started(await startPostgres());
      const databaseUrl = await createDatabase(postgres, "keywright");
      const keywright = started(await startKeywright({ folder, databaseUrl }));
      const tokens = await issue(keywright, await createIssuer(keywright), TOKENS);
      const empty = started(await startEmpty());
      const oidc = started(await startOidcProvider());
      const betterAuth = started(await startBetterAuth(await createDatabase(postgres, "better_auth")));
      const [asked, gateway] = [introspection(keywright, tokens), forwardAuth(keywright, tokens)];
      return rowsOf(
        await answersPerCpuSecond([
          { name: INTROSPECTION, server: keywright, target: asked },
          { name: EMPTY_POST, server: empty, target: { url: empty.url, requests: asked.requests } },
          { name: OIDC_PROVIDER, server: oidc, target: oidc.introspecting },
          { name: BETTER_AUTH, server: betterAuth, target: await betterAuth.verifying() },
          { name: FORWARD_AUTH, server: keywright, target: gateway },
          { name: EMPTY_GET, server: empty, target: { url: empty.url, requests: gateway.requests } },
        ] satisfies Served[]),
      );
    } finally {
      for (const server of running) await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function rowsOf(rates: Rates): Row[] {
  const promised = (what: string, empty: string): Row => {
    const holds = rates.ratio(what, empty) >= MIN_OF_EMPTY;
    return { what, figure: perSecond(rates.of(what)), promise: { text: ">= 0.7 of the empty route", holds } };
  };
  const besides = (what: string, ours: string): Row => {
    return { what, figure: perSecond(rates.of(what)), ratio: rates.ratio(ours, what) };
  };
  return [
    promised(INTROSPECTION, EMPTY_POST),
    ...[EMPTY_POST, OIDC_PROVIDER, BETTER_AUTH].map((peer) => besides(peer, INTROSPECTION)),
    promised(FORWARD_AUTH, EMPTY_GET),
    besides(EMPTY_GET, FORWARD_AUTH),
  ];
}

async function startEmpty(): Promise<ServerProcess & { readonly url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  return {
    ...(await startServer({ args: [EMPTY_SERVER], env: { PORT: String(port) }, readyUrl: url })),
    url,
  };
}
