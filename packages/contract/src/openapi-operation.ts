import { errorCodesOf, errorResponses } from "./openapi-errors.ts";
import { parametersOf } from "./openapi-parameters.ts";
import { type Schema, schemaRef, type Schemas } from "./openapi-schemas.ts";
import { requiredPermissions, routePaths, type RouteSpec } from "./route.ts";

/** One operation at one of its paths. */
export function operationAt(route: RouteSpec, path: string, schemas: Schemas): object {
  const explicit = route.team === true && path !== routePaths(route)[0];
  const permissions = requiredPermissions(route);
  return {
    // Operation ids are unique in a document, so the explicit team path needs one of its own.
    operationId: explicit ? `${route.id}OfTeam` : route.id,
    tags: [route.tag],
    summary: route.summary,
    description: descriptionOf(route, explicit),
    ...(permissions.length > 0 && { "x-keywright-permission": route.permission }),
    ...(route.permission === "public" && { security: [] }),
    parameters: parametersOf(route, path),
    ...(route.body && { requestBody: requestBody(route.body, schemas.bodyOf(route)) }),
    responses: { "200": success(route, schemas), ...errorResponses(errorCodesOf(route, path)) },
  };
}

function descriptionOf(route: RouteSpec, explicit: boolean): string {
  const sentences = [callerSentence(route)];
  if (route.team)
    sentences.push(explicit ? "The team is the one in the path." : "The team is the token's own.");
  return sentences.join(" ");
}

function callerSentence(route: RouteSpec): string {
  if (route.permission === "public") return "Needs no token.";
  if (route.permission === "any_token") return "Any active token may call this.";
  const permissions = requiredPermissions(route).map((permission) => `\`${permission}\``);
  return permissions.length === 1
    ? `Needs the permission ${permissions[0]}.`
    : `Needs one of the permissions ${permissions.join(", ")}.`;
}

function requestBody(body: NonNullable<RouteSpec["body"]>, schema: Schema): object {
  return {
    required: !body.safeParse(undefined).success,
    content: { "application/json": { schema } },
  };
}

/** Success is always 200 with `data`; a list's has one key and comes with `pagination`. */
function success(route: RouteSpec, schemas: Schemas): object {
  const row = schemas.answerOf(route);
  const properties: Record<string, Schema> =
    route.list === undefined
      ? { data: route.revision ? { allOf: [row, schemaRef("Revision")] } : row }
      : {
          data: object({ [route.list]: { type: "array", items: row } }),
          pagination: schemaRef("Pagination"),
        };
  return {
    description: "Success.",
    headers: {
      "x-request-id": { $ref: "#/components/headers/RequestId" },
      ...(route.revision && { "keywright-revision": { $ref: "#/components/headers/Revision" } }),
    },
    content: { "application/json": { schema: object(properties) } },
  };
}

function object(properties: Record<string, Schema>): Schema {
  return { type: "object", properties, required: Object.keys(properties) };
}
