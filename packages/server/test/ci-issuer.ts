import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

/** A CI system as its jobs see it: it publishes who it is and its keys, and signs what a job says of itself. */
export interface CiIssuer {
  readonly issuer: string;
  /** The paths asked for so far. */
  readonly requests: string[];
  /** The public keys, for those who would misuse them. */
  readonly published: JWK[];
  /** How it answers; changed to be a bad issuer. */
  answer: (path: string) => { readonly status: number; readonly body: string };
  /** As a CI system would, for these five minutes. What is given replaces what it would say. */
  sign(claims: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  /** Signs with a new key from now on, published or not. */
  rotate(publish: boolean): Promise<void>;
  close(): Promise<void>;
}

export async function startCiIssuer(alg = "RS256"): Promise<CiIssuer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let key = await newKey(alg, 1);
  const ci: CiIssuer = {
    issuer,
    requests: [],
    published: [key.jwk],
    answer: (path) => ({ status: 200, body: JSON.stringify(documents(ci)[path] ?? {}) }),
    sign: (claims, header = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const whole = { iss: issuer, iat: now, nbf: now, exp: now + 300, ...claims };
      return new SignJWT(whole)
        .setProtectedHeader({ alg, kid: key.jwk.kid ?? "", typ: "JWT", ...header })
        .sign(key.privateKey);
    },
    async rotate(publish) {
      key = await newKey(alg, ci.published.length + 1 + Math.random());
      if (publish) ci.published.push(key.jwk);
    },
    close: () => close(server),
  };
  server.on("request", (request, response) => {
    const path = request.url ?? "/";
    ci.requests.push(path);
    const { status, body } = ci.answer(path);
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  return ci;
}

function documents({ issuer, published }: CiIssuer): Record<string, object> {
  return {
    "/.well-known/openid-configuration": {
      issuer,
      jwks_uri: `${issuer}/keys`,
      id_token_signing_alg_values_supported: ["RS256"],
    },
    "/keys": { keys: published },
  };
}

async function newKey(alg: string, id: number) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: `key-${id}`, use: "sig", alg } };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
