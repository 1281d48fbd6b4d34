import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { freePort } from "../servers/free-port.ts";
import type { Issuing } from "../s5-issuing.ts";
import { startServer } from "../servers/process.ts";

const PROGRAM = fileURLToPath(
  new URL("./unleash/node_modules/unleash-server/dist/server.js", import.meta.url),
);

/** Unleash's own server, where it is installed: it would more than double the installation of this repository. */
export async function startUnleash(databaseUrl: string): Promise<Issuing> {
  if (!existsSync(PROGRAM)) return { skipped: "not installed, see bench/README.md" };
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const adminToken = `*:*.${randomBytes(28).toString("hex")}`;
  const server = await startServer({
    args: [PROGRAM],
    env: {
      NODE_ENV: "production",
      TZ: "UTC",
      HTTP_HOST: "127.0.0.1",
      HTTP_PORT: String(port),
      DATABASE_URL: databaseUrl,
      DATABASE_SSL: "false",
      INIT_ADMIN_API_TOKENS: adminToken,
      // It is to issue as many as it can.
      UNLEASH_API_TOKENS_LIMIT: "1000000000",
      // Nothing leaves this machine.
      CHECK_VERSION: "false",
      SEND_TELEMETRY: "false",
      LOG_LEVEL: "error",
    },
    readyUrl: `${url}/health`,
  });
  return {
    target: {
      url: `${url}/api/admin/api-tokens`,
      headers: { authorization: adminToken },
      body: { tokenName: "pipeline", type: "backend", environment: "development", projects: ["default"] },
    },
    stop: server.stop,
  };
}
