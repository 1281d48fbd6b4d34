import { z } from "zod";
import { InvitationSent } from "./members.ts";
import { AppConnectionId, Description, Email, Instant, Name, Slug, SluggableName } from "./names.ts";
import { ExpiryNotices, ExpiryNoticesInput, TokenPolicy, TokenPolicyInput } from "./orgs.ts";
import { PageQuery } from "./pagination.ts";
import { defineRoute } from "./route.ts";

export const Team = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  /** The address the team is reached at. */
  email: z.string().optional(),
  tokenPolicy: TokenPolicy,
  expiryNotices: ExpiryNotices.extend({
    /** A webhook connection of the whole team, which is sent `token.expiring`. */
    connectionId: z.string().nullable(),
  }),
  createdAt: Instant,
  updatedAt: Instant,
});

const TeamBody = z.strictObject({
  name: SluggableName,
  email: Email.optional(),
  description: Description.nullish(),
  /** Invited as the team's first owner. */
  owner: z.strictObject({ email: Email, name: Name.optional() }).optional(),
});
const TeamPatch = z.strictObject({
  name: Name.optional(),
  email: Email.nullable().optional(),
  description: Description.nullable().optional(),
  tokenPolicy: TokenPolicyInput.optional(),
  expiryNotices: ExpiryNoticesInput.extend({
    connectionId: AppConnectionId.nullable().optional(),
  }).optional(),
});
const TeamParams = z.object({ teamId: Slug });
const tag = "Teams";

export const listTeams = defineRoute({
  id: "listTeams",
  method: "GET",
  path: "/v1/teams",
  tag,
  summary: "List the teams this token reaches",
  permission: ["team:admin:team:read", "org:team:general:read"],
  reach: "list",
  query: PageQuery,
  list: "teams",
  response: Team,
});
export const createTeam = defineRoute({
  id: "createTeam",
  method: "POST",
  path: "/v1/teams",
  tag,
  summary: "Create a team with its roles owner, admin and default",
  permission: "org:team:general:create",
  body: TeamBody,
  response: Team.extend({ invitation: InvitationSent.optional() }),
  revision: true,
  errors: ["slug_taken", "escalation"],
});
export const getTeam = defineRoute({
  id: "getTeam",
  method: "GET",
  path: "/v1/teams/{teamId}",
  tag,
  summary: "Get a team",
  permission: ["team:admin:team:read", "org:team:general:read"],
  params: TeamParams,
  response: Team,
  errors: ["not_found"],
});
export const patchTeam = defineRoute({
  id: "patchTeam",
  method: "PATCH",
  path: "/v1/teams/{teamId}",
  tag,
  summary: "Edit a team's name, description, address, token policy or notices",
  permission: ["team:admin:team:update", "org:team:general:update"],
  params: TeamParams,
  body: TeamPatch,
  response: Team,
  errors: ["not_found", "unknown_reference"],
});
export const deleteTeam = defineRoute({
  id: "deleteTeam",
  method: "DELETE",
  path: "/v1/teams/{teamId}",
  tag,
  summary: "Delete a team, its projects and roles; its tokens are revoked",
  permission: "org:team:general:delete",
  params: TeamParams,
  response: z.object({ revokedTokens: z.int() }),
  revision: true,
  errors: ["not_found"],
});
