import { openApiDocument } from "@keywright/contract";
import type { FastifyInstance } from "fastify";
import type { Authority } from "../authority/authority.ts";
import { tokenPattern } from "../signing-keys/signer.ts";
import { JWKS_MAX_AGE_SECONDS } from "../signing-keys/signing-keys.ts";

/** Others may keep what seldom changes, as long as our keys. */
export const CACHEABLE = `public, max-age=${JWKS_MAX_AGE_SECONDS}`;

interface PublicDeps {
  readonly authority: Authority;
  readonly issuerLabel: string;
  readonly publicUrl: string;
  readonly version: string;
}

/** What anybody may read: keys to check tokens with, how our tokens look, whether we live, how to call us. */
export function mountPublicRoutes(app: FastifyInstance, deps: PublicDeps): void {
  const { authority, issuerLabel, publicUrl, version } = deps;
  let openApi: string | undefined;

  app.get("/.well-known/jwks.json", async (_request, reply) => {
    reply.header("cache-control", CACHEABLE);
    return { keys: [...authority.state.signingKeys.values()].map(({ jwk }) => jwk) };
  });
  app.get("/.well-known/keywright/secret-scanning", async (_request, reply) => {
    reply.header("cache-control", CACHEABLE);
    return { pattern: tokenPattern(issuerLabel), type: "keywright_api_token" };
  });
  app.get("/openapi.json", async (_request, reply) => {
    // Made when it is first asked for: a start is not to wait for it.
    openApi ??= JSON.stringify(openApiDocument({ version, serverUrl: publicUrl }));
    return reply.header("cache-control", CACHEABLE).type("application/json").send(openApi);
  });
  app.get("/healthz", async () => ({ status: "ok" }));
  app.get("/readyz", async (_request, reply) => {
    const ready = authority.isLive();
    return reply
      .status(ready ? 200 : 503)
      .send({ status: ready ? "ready" : "stale", revision: authority.state.revision });
  });
}
