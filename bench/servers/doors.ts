import { createClient } from "@keywright/sdk";
import type { KeywrightServer } from "./keywright.ts";
import { formPosts, type Target } from "./load.ts";

/** A token issued in the ordinary way. */
export interface Issued {
  readonly id: string;
  readonly token: string;
}

/** Issued a few at a time: the server is to be asked as it is in daily life. */
const AT_ONCE = 16;

/** Issues tokens of the role that `createIssuer` has made. */
export async function issue({ url }: KeywrightServer, issuer: string, count: number): Promise<Issued[]> {
  const client = createClient({ url, token: issuer });
  const body = { name: "pipeline", roleId: "deploy", lifetimeSeconds: 86_400 };
  const issued: Issued[] = [];
  while (issued.length < count) {
    const size = Math.min(AT_ONCE, count - issued.length);
    issued.push(...(await Promise.all(Array.from({ length: size }, () => client.issueToken({ body })))));
  }
  return issued;
}

/** `POST /oauth2/introspect`, asked with an operator's token about each of these. */
export function introspection({ url, operatorToken }: KeywrightServer, tokens: readonly Issued[]): Target {
  const authorization = `Bearer ${operatorToken}`;
  const forms = tokens.map(({ token }) => ({ token }));
  return formPosts(`${url}/oauth2/introspect`, { authorization }, forms, '"active":true');
}

export const ASKED_PERMISSION = "project:projects:manage:read";

/** `GET /v1/forward-auth`, asked by a gateway about each of these and one permission. */
export function forwardAuth({ url }: KeywrightServer, tokens: readonly Issued[]): Target {
  const requests = tokens.map(({ token }) => ({
    method: "GET" as const,
    headers: { authorization: `Bearer ${token}` },
  }));
  return { url: `${url}/v1/forward-auth?permission=${ASKED_PERMISSION}`, requests };
}
