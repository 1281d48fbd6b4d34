import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { freePort } from "../servers/free-port.ts";
import { formPosts, type Target } from "../servers/load.ts";
import { type ServerProcess, startServer } from "../servers/process.ts";

const PROGRAM = fileURLToPath(new URL("./oidc-provider-server.ts", import.meta.url));
/** In use at the same time. */
const TOKENS = 100;

export interface OidcProvider extends ServerProcess {
  /** Introspects opaque access tokens, which it keeps in its own memory. */
  readonly introspecting: Target;
}

export async function startOidcProvider(): Promise<OidcProvider> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const secret = randomBytes(32).toString("hex");
  const server = await startServer({
    args: [PROGRAM],
    env: { NODE_ENV: "production", PORT: String(port), CLIENT_SECRET: secret },
    readyUrl: `${url}/.well-known/openid-configuration`,
  });
  const authorization = `Basic ${Buffer.from(`api:${secret}`).toString("base64")}`;
  const grant = () => accessToken(`${url}/token`, authorization);
  const tokens = await Promise.all(Array.from({ length: TOKENS }, grant));
  const forms = tokens.map((token) => ({ token }));
  const introspecting = formPosts(`${url}/token/introspection`, { authorization }, forms, '"active":true');
  return { ...server, introspecting };
}

async function accessToken(url: string, authorization: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: "client_credentials" });
  const response = await fetch(url, { method: "POST", headers: { authorization }, body });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`oidc-provider answered ${response.status}`);
  return token;
}
