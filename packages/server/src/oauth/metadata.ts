import type { FastifyInstance } from "fastify";
import { CACHEABLE } from "../http/public-routes.ts";
import { wellKnownPaths } from "../http/well-known.ts";
import { CLIENT_AUTHENTICATION_METHODS } from "./client-authentication.ts";

export const INTROSPECTION_PATH = "/oauth2/introspect";
export const REVOCATION_PATH = "/oauth2/revoke";
export const TOKEN_PATH = "/oauth2/token";
export const AUTHORIZATION_PATH = "/oauth2/authorize";
export const DEVICE_AUTHORIZATION_PATH = "/oauth2/device_authorization";
const METADATA_PATH = "/.well-known/oauth-authorization-server";

/** RFC 8414: what exists, and nothing else. */
export function mountOauthMetadata(
  app: FastifyInstance,
  issuer: string,
  grantTypes: readonly string[],
): void {
  const metadata = {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    authorization_endpoint: `${issuer}${AUTHORIZATION_PATH}`,
    response_types_supported: ["code"],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
    device_authorization_endpoint: `${issuer}${DEVICE_AUTHORIZATION_PATH}`,
    token_endpoint: `${issuer}${TOKEN_PATH}`,
    // Clients are public: what they trade is proof enough.
    token_endpoint_auth_methods_supported: ["none"],
    grant_types_supported: grantTypes,
    introspection_endpoint: `${issuer}${INTROSPECTION_PATH}`,
    introspection_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION_METHODS,
    revocation_endpoint: `${issuer}${REVOCATION_PATH}`,
    // Possession of the token is enough.
    revocation_endpoint_auth_methods_supported: ["none"],
    service_documentation: `${issuer}/docs`,
  };
  for (const path of wellKnownPaths(METADATA_PATH, issuer)) {
    app.get(path, async (_request, reply) => reply.header("cache-control", CACHEABLE).send(metadata));
  }
}
