import type { z } from "zod";
import { IDEMPOTENCY_KEY_MAX_LENGTH } from "./limits.ts";
import { Slug } from "./names.ts";
import { inputSchema, type Schema } from "./openapi-schemas.ts";
import { PageQuery } from "./pagination.ts";
import { WaitSeconds } from "./propagation.ts";
import { requiredPermissions, type RouteSpec } from "./route.ts";

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  orgId: "The organization's id, made from its name.",
  teamId: "The team's id, made from its name.",
  projectId: "The project's id, made from its name.",
  roleId: "The role's id, made from its name.",
  secretId: "The secret group's id, made from its name.",
  memberId: "The member's id, `mem_…`.",
  tokenId: "The token's id, `tok_…`.",
  keyId: "The id of a key of the token, `key_…`.",
  loginRequestId: "The login request's id, `lgr_…`.",
  connectionId: "The app connection's id, `con_…`.",
  syncId: "The sync's id, `syn_…`.",
  externalTokenId: "The external token's id, `ext_…`.",
  runId: "The run's id, `run_…`.",
  platformProjectId: "The id of a project as the other platform has it.",
  trustRuleId: "The trust rule's id, `tru_…`.",
  per_page: "Rows on a page.",
  page: "Number of the page, from 1; ignored beside a cursor.",
  cursor: "Continues where a page ended: the `pagination.cursor` that came with it.",
};

/** The parameters that many operations share. */
export function sharedParameters(): Record<string, object> {
  return {
    TeamId: { name: "teamId", in: "path", required: true, schema: inputSchema(Slug), ...described("teamId") },
    ...Object.fromEntries(inQuery(PageQuery).map((parameter) => [parameter.name, parameter])),
    WaitSeconds: {
      name: "waitSeconds",
      in: "query",
      description:
        "Answer when every verifier has confirmed the revision that this write takes, or this many seconds later at the latest; `propagation` then says who has.",
      schema: inputSchema(WaitSeconds),
    },
    IdempotencyKey: {
      name: "Idempotency-Key",
      in: "header",
      description: "Makes the write safe to send twice: the same key and request get the first answer again.",
      schema: { type: "string", minLength: 1, maxLength: IDEMPOTENCY_KEY_MAX_LENGTH },
    },
    Organization: {
      name: "keywright-org",
      in: "header",
      description: "The organization: needed by people who are in several, and right or left out by tokens.",
      schema: inputSchema(Slug),
    },
  };
}

export function parametersOf(route: RouteSpec, path: string): object[] {
  const ownParams = route.params?.shape ?? {};
  const implied = path.includes("{teamId}") && !("teamId" in ownParams);
  return [
    ...(implied ? [shared("TeamId")] : []),
    ...Object.entries(ownParams).map(([name, shape]) => ({
      name,
      in: "path",
      required: true,
      schema: inputSchema(shape as z.ZodType),
      ...described(name),
    })),
    ...inQuery(route.query).map((parameter) =>
      parameter.name in PageQuery.shape ? shared(parameter.name) : parameter,
    ),
    ...(route.revision ? [shared("WaitSeconds")] : []),
    ...(namesOrganization(route) ? [shared("Organization")] : []),
    ...(takesIdempotencyKey(route) ? [shared("IdempotencyKey")] : []),
  ];
}

/** Every write does, but for those whose link or request is good for once anyway. */
export function takesIdempotencyKey(route: RouteSpec): boolean {
  const isVisit = route.permission === "public" || route.permission === "any_person";
  return route.method !== "GET" && !route.reads && !isVisit;
}

/** A platform permission concerns the installation, and a public operation has no caller. */
function namesOrganization(route: RouteSpec): boolean {
  if (route.permission === "public" || route.permission === "any_person") return route.asMember === true;
  const permissions = requiredPermissions(route);
  return permissions.length === 0 || permissions.some((permission) => !permission.startsWith("platform:"));
}

function inQuery(query: z.ZodObject | undefined) {
  if (!query) return [];
  const { properties = {}, required = [] } = inputSchema(query) as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
    ...described(name),
  }));
}

function described(name: string): { description?: string } {
  const description = DESCRIPTIONS[name];
  return description === undefined ? {} : { description };
}

function shared(name: string): object {
  return { $ref: `#/components/parameters/${name}` };
}
