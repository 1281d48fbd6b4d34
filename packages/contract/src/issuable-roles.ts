import { z } from "zod";
import { TokenPolicy } from "./orgs.ts";
import { defineRoute } from "./route.ts";

const IssuableRole = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  kind: z.enum(["owner", "admin", "default", "operator", "custom"]),
  /** Who may own a token of it: `member`, somebody who holds the role; `team`. Never empty. */
  owners: z.array(z.enum(["member", "team"])),
  /** Whether all it holds may be held by a publishable token; else a narrowing must leave nothing but that. */
  publishable: z.boolean(),
});

/** What there is to choose from when a token is issued. By name. */
const IssuableRoles = z.object({
  roles: z.array(IssuableRole),
  /** There are more than an answer holds. */
  truncated: z.boolean(),
  /** In force here: the stricter of the organization's and the team's. */
  tokenPolicy: TokenPolicy,
  /** For a member: how many tokens belong to them in the organization, and how many may. Those must expire. */
  personalTokens: z.object({ active: z.int(), max: z.int() }).optional(),
});

export const listIssuableRoles = defineRoute({
  id: "listIssuableRoles",
  method: "GET",
  path: "/issuable-roles",
  team: true,
  tag: "API tokens",
  summary: "List the roles from which the caller may issue tokens, and what the token policy allows",
  permission: "team:admin:api-tokens:create",
  ownTokens: true,
  response: IssuableRoles,
});
export const listIssuableOrgRoles = defineRoute({
  id: "listIssuableOrgRoles",
  method: "GET",
  path: "/v1/org-issuable-roles",
  tag: "Organization API tokens",
  summary: "List the roles from which the caller may issue tokens, and what the token policy allows",
  permission: "org:admin:api-tokens:create",
  ownTokens: true,
  response: IssuableRoles,
});
