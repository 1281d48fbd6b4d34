import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { freePort } from "../servers/free-port.ts";
import { jsonPost, type Target } from "../servers/load.ts";
import { type ServerProcess, startServer } from "../servers/process.ts";

const PROGRAM = fileURLToPath(new URL("./better-auth-server.ts", import.meta.url));

/** In use at the same time. */
const KEYS = 100;

export interface BetterAuth extends ServerProcess {
  /** Issues an API key to a signed-in person. */
  readonly issuing: Target;
  /** Asks whether API keys are good, as a server of the same program would. */
  verifying(): Promise<Target>;
}

/** better-auth with its API key plugin, over HTTP. */
export async function startBetterAuth(databaseUrl: string): Promise<BetterAuth> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const url = `${origin}/api/auth`;
  const server = await startServer({
    args: [PROGRAM],
    env: {
      NODE_ENV: "production",
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      SECRET: randomBytes(32).toString("base64"),
    },
    readyUrl: `${url}/ok`,
  });
  const cookie = await signUp(url, origin);
  const issuing = jsonPost(`${url}/api-key/create`, { cookie, origin }, { name: "pipeline" });
  return {
    ...server,
    issuing,
    async verifying() {
      const keys = await Promise.all(Array.from({ length: KEYS }, () => createKey(issuing)));
      const asks = keys.map((key) => jsonPost(`${origin}/verify`, {}, { key }));
      return {
        url: `${origin}/verify`,
        requests: asks.flatMap(({ requests }) => requests),
        expect: '"valid":true',
      };
    },
  };
}

async function createKey({ url, requests: [request] }: Target): Promise<string> {
  const response = await fetch(url, request);
  const { key } = (await response.json()) as { key?: string };
  if (key === undefined) throw new Error(`better-auth answered ${response.status}`);
  return key;
}

/** Answers the cookie of the new person's session. */
async function signUp(url: string, origin: string): Promise<string> {
  const response = await fetch(`${url}/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({
      name: "Ada",
      email: "ada@example.com",
      password: randomBytes(16).toString("hex"),
    }),
  });
  if (!response.ok) throw new Error(`better-auth answered ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
