import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { freePort } from "../servers/free-port.ts";
import { jsonPost, type Target } from "../servers/load.ts";
import { type ServerProcess, startServer } from "../servers/process.ts";

const PROGRAM = fileURLToPath(
  new URL("./unleash/node_modules/unleash-server/dist/server.js", import.meta.url),
);

export interface Unleash extends ServerProcess {
  readonly url: string;
  readonly adminToken: string;
  readonly issuing: Target;
}

/** Why there is none: it would more than double the installation of this repository. */
export const UNLEASH_MISSING = existsSync(PROGRAM) ? undefined : "not installed, see bench/README.md";

/** Unleash's own server. Several of them may share a database and an administrator's token. */
export async function startUnleash(databaseUrl: string, adminToken = newAdminToken()): Promise<Unleash> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
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
  const body = { tokenName: "pipeline", type: "backend", environment: "development", projects: ["default"] };
  const issuing = jsonPost(`${url}/api/admin/api-tokens`, { authorization: adminToken }, body);
  return { ...server, url, adminToken, issuing };
}

export const newAdminToken = () => `*:*.${randomBytes(28).toString("hex")}`;
