import { api } from "./api.ts";
import { sharedErrorResponses } from "./openapi-errors.ts";
import { operationAt } from "./openapi-operation.ts";
import { sharedParameters } from "./openapi-parameters.ts";
import { type Schema, schemasOf } from "./openapi-schemas.ts";
import { tagObjects } from "./openapi-tags.ts";
import { routePaths, type RouteSpec } from "./route.ts";

export interface OpenApiOptions {
  /** Of the API that is described. */
  readonly version: string;
  /** Where it is served, without a slash at the end; left out, at the root of wherever the document came from. */
  readonly serverUrl?: string | undefined;
}

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: object;
  readonly servers: readonly { readonly url: string }[];
  readonly security: readonly object[];
  readonly tags: readonly object[];
  /** Path to method (lower case) to operation. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: Readonly<Record<string, object>> & {
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

/** The OpenAPI 3.1 document of the whole API, as plain JSON. The same options always give the same text. */
export function openApiDocument({ version, serverUrl = "/" }: OpenApiOptions): OpenApiDocument {
  const routes: readonly RouteSpec[] = Object.values(api);
  const schemas = schemasOf(routes);
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    for (const path of routePaths(route)) {
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationAt(route, path, schemas) };
    }
  }
  return {
    openapi: "3.1.1",
    info: infoOf(version),
    servers: [{ url: serverUrl }],
    security: [{ token: [] }, { session: [] }],
    tags: tagObjects(),
    paths,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "An API token's value." },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "keywright.session_token",
          description:
            "The session of a person who has signed in; `__Secure-keywright.session_token` where the public URL is https. " +
            "Counts only without an Authorization header. What changes something needs the header Origin of our own pages.",
        },
      },
      parameters: sharedParameters(),
      headers: HEADERS,
      responses: sharedErrorResponses(),
      schemas: schemas.components,
    },
  };
}

function infoOf(version: string): object {
  return {
    title: "Keywright",
    version,
    summary: "Roles, API tokens, and the proof of who used what.",
    description:
      "Success is always 200 with `data`; lists add `pagination`, whose `cursor` is absent on the last page. Errors are " +
      "problem details (RFC 9457) with a stable `code`. Instants are ISO 8601 in UTC. In a PATCH, a field left out stays " +
      "and `null` clears it. What belongs to another organization does not exist for the caller: 404.",
    license: { name: "Apache-2.0", identifier: "Apache-2.0" },
  };
}

const HEADERS = {
  RequestId: {
    description: "Names the request in the server's log.",
    required: true,
    schema: { type: "string" },
  },
  Revision: {
    description: "The authority revision that this write took.",
    required: true,
    schema: { type: "integer" },
  },
  RevisionIfAny: {
    description: "The authority revision that this write took; absent if it took none.",
    schema: { type: "integer" },
  },
  RetryAfter: {
    description: "Seconds after which to try again.",
    required: true,
    schema: { type: "integer" },
  },
  Challenge: {
    description: "The Bearer challenge of RFC 6750, bare when no credentials were given.",
    schema: { type: "string" },
  },
};
