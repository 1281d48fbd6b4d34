import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { freePort } from "../servers/free-port.ts";
import type { Issuing } from "../s5-issuing.ts";
import { startServer } from "../servers/process.ts";

const PROGRAM = fileURLToPath(new URL("./better-auth-server.ts", import.meta.url));

/** better-auth with its API key plugin, asked by a signed-in person, as it is meant to be over HTTP. */
export async function startBetterAuth(databaseUrl: string): Promise<Issuing> {
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
  return {
    target: { url: `${url}/api-key/create`, headers: { cookie, origin }, body: { name: "pipeline" } },
    stop: server.stop,
  };
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
