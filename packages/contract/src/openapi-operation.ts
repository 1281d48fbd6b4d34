import { errorCodesOf, errorResponses } from "./openapi-errors.ts";
import { parametersOf } from "./openapi-parameters.ts";
import { type Schema, schemaRef, type Schemas } from "./openapi-schemas.ts";
import { type MediaType, requiredPermissions, routePaths, type RouteSpec } from "./route.ts";

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
    ...(route.permission === "any_person" && { security: [{ session: [] }] }),
    parameters: parametersOf(route, path),
    ...(route.body && { requestBody: requestBody(route.body, schemas.bodyOf(route)) }),
    responses: { "200": success(route, schemas), ...errorResponses(errorCodesOf(route, path)) },
  };
}

function descriptionOf(route: RouteSpec, explicit: boolean): string {
  const sentences = [callerSentence(route)];
  if (route.ownTokens) sentences.push("Without it, people call this for the tokens that belong to them.");
  if (route.team)
    sentences.push(explicit ? "The team is the one in the path." : "The team is the token's own.");
  return sentences.join(" ");
}

function callerSentence(route: RouteSpec): string {
  if (route.permission === "public") return "Needs no token.";
  if (route.asMember) return "For a person who has signed in, as a member of an organization.";
  if (route.permission === "any_person") return "For a person who has signed in, in whatever organization.";
  if (route.permission === "any_token") return "Any active token may call this, and every member.";
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

/** Success is always 200. */
function success(route: RouteSpec, schemas: Schemas): object {
  const row = schemas.answerOf(route);
  return {
    description: route.streams ? "Success. The schema is that of one message or line." : "Success.",
    headers: {
      "x-request-id": { $ref: "#/components/headers/RequestId" },
      ...(route.revision === true && { "keywright-revision": { $ref: "#/components/headers/Revision" } }),
      ...(route.revision === "sometimes" && {
        "keywright-revision": { $ref: "#/components/headers/RevisionIfAny" },
      }),
    },
    content: route.streams
      ? Object.fromEntries(route.streams.map((type) => [type, { schema: messageOf(type, row) }]))
      : { "application/json": { schema: envelope(route, row) } },
  };
}

/** `data`, and what comes beside it; a list's has one key and comes with `pagination`. */
function envelope(route: RouteSpec, row: Schema): Schema {
  if (route.list === undefined) return object({ data: route.revision ? withRevision(route, row) : row });
  return object({
    data: object({ [route.list]: { type: "array", items: row } }),
    pagination: schemaRef("Pagination"),
  });
}

function withRevision({ revision }: RouteSpec, row: Schema): Schema {
  return { allOf: [row, schemaRef(revision === "sometimes" ? "RevisionIfAny" : "Revision")] };
}

function messageOf(type: MediaType, row: Schema): Schema {
  return type === "text/csv" ? { type: "string" } : row;
}

function object(properties: Record<string, Schema>): Schema {
  return { type: "object", properties, required: Object.keys(properties) };
}
