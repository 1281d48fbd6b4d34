import { createClient } from "@keywright/sdk";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";
import { type ServerProcess, startServer } from "./process.ts";

const MAIN = fileURLToPath(new URL("../../packages/server/src/main.ts", import.meta.url));

/** The same at every start, whatever the port: it stands in the tokens. */
export const PUBLIC_URL = "http://keywright.bench";

export interface KeywrightServer extends ServerProcess {
  readonly url: string;
  readonly operatorToken: string;
}

interface Where {
  /** Holds the master key, the operator's token and, without `databaseUrl`, the embedded database. */
  readonly folder: string;
  readonly databaseUrl?: string;
  /** Given to Node before the program: to profile it. */
  readonly nodeArgs?: readonly string[];
}

/** Our server as `npm start` runs it, over a database that is empty or was left by an earlier start. */
export async function startKeywright({
  folder,
  databaseUrl,
  nodeArgs = [],
}: Where): Promise<KeywrightServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const tokenFile = join(folder, "operator.token");
  const server = await startServer({
    args: [...nodeArgs, MAIN],
    env: {
      NODE_ENV: "production",
      KEYWRIGHT_PORT: String(port),
      KEYWRIGHT_PUBLIC_URL: PUBLIC_URL,
      KEYWRIGHT_DATA_DIR: join(folder, "data"),
      KEYWRIGHT_INIT_TOKEN_FILE: tokenFile,
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    },
    readyUrl: `${url}/readyz`,
  });
  return { ...server, url, operatorToken: (await readFile(tokenFile, "utf8")).trim() };
}

const ISSUED_ROLE = {
  name: "deploy",
  permissions: { projectScope: ["project:projects:manage:read", "project:secrets:secret-groups:list"] },
};

/** A team's own issuer: may do what a pipeline's token may, and issue such tokens. Answers its token. */
export async function createIssuer({ url, operatorToken }: KeywrightServer): Promise<string> {
  const operator = createClient({ url, token: operatorToken });
  await operator.createRole({ body: ISSUED_ROLE });
  await operator.createRole({
    body: {
      name: "issuer",
      permissions: { ...ISSUED_ROLE.permissions, teamScope: ["team:admin:api-tokens:create"] },
    },
  });
  const { token } = await operator.issueToken({ body: { name: "issuer", roleId: "issuer" } });
  return token;
}
