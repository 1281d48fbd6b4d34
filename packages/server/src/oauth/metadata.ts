import type { FastifyInstance } from "fastify";
import { CACHEABLE } from "../http/public-routes.ts";
import { wellKnownPaths } from "../http/well-known.ts";
import { CLIENT_AUTHENTICATION_METHODS } from "./client-authentication.ts";

export const INTROSPECTION_PATH = "/oauth2/introspect";
export const REVOCATION_PATH = "/oauth2/revoke";
const METADATA_PATH = "/.well-known/oauth-authorization-server";

/** RFC 8414: what exists, and nothing else. */
export function mountOauthMetadata(app: FastifyInstance, issuer: string): void {
  const metadata = {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    introspection_endpoint: `${issuer}${INTROSPECTION_PATH}`,
    introspection_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION_METHODS,
    revocation_endpoint: `${issuer}${REVOCATION_PATH}`,
    // Possession of the token is enough.
    revocation_endpoint_auth_methods_supported: ["none"],
    // Section 2 requires the first and has a default for the second that would be untrue; section 3.2 would rather have
    // empty lists left out. No client is known to mind these, and some mind their absence.
    response_types_supported: [],
    grant_types_supported: [],
    service_documentation: `${issuer}/docs`,
  };
  for (const path of wellKnownPaths(METADATA_PATH, issuer)) {
    app.get(path, async (_request, reply) => reply.header("cache-control", CACHEABLE).send(metadata));
  }
}
