import { z } from "zod";
import {
  EXPIRY_NOTICE_DAYS_MAX,
  EXPIRY_NOTICES_MAX,
  LIFETIME_MAX_SECONDS,
  LIFETIME_MIN_SECONDS,
  PERSONAL_TOKENS_MAX,
} from "./limits.ts";
import { InvitationSent } from "./members.ts";
import { Email, Instant, Name, Slug, SluggableName } from "./names.ts";
import { PageQuery } from "./pagination.ts";
import { defineRoute } from "./route.ts";
import { IssuedToken, LifetimeSeconds } from "./token-shapes.ts";

/** What an organization or team demands of the lifetime of tokens issued in it; the stricter of the two holds. */
export const TokenPolicy = z.object({
  allowNoExpiry: z.boolean(),
  maxLifetimeSeconds: z.int().nullable(),
});
export const TokenPolicyInput = z.strictObject({
  allowNoExpiry: z.boolean().optional(),
  maxLifetimeSeconds: z.int().min(LIFETIME_MIN_SECONDS).max(LIFETIME_MAX_SECONDS).nullable().optional(),
});

/** How people are told of tokens before they expire. */
export const ExpiryNotices = z.object({
  /** Days before the expiry, each once; none: nobody is told. */
  days: z.array(z.int()),
  /** Whether mail is sent: to whom a token belongs, else to who issued it, else to the owners. */
  email: z.boolean(),
});
export const ExpiryNoticesInput = z.strictObject({
  days: z
    .array(z.int().min(1).max(EXPIRY_NOTICE_DAYS_MAX))
    .max(EXPIRY_NOTICES_MAX)
    .refine((days) => new Set(days).size === days.length, { message: "must not repeat a day" })
    .optional(),
  email: z.boolean().optional(),
});

export const Org = z.object({
  id: z.string(),
  name: z.string(),
  suspended: z.boolean(),
  /** The operator's own organization: the first one. */
  home: z.boolean(),
  createdAt: Instant,
  updatedAt: Instant,
});

/** How its own members see it. */
export const OwnOrg = Org.extend({
  tokenPolicy: TokenPolicy,
  /** Whether command lines may be logged in by a code that is compared, and not by this machine's own browser alone. */
  deviceLogin: z.boolean(),
  /** How many tokens may belong to one member at a time. */
  personalTokensMax: z.int(),
  /** Of the organization's own tokens; those of teams are theirs. */
  expiryNotices: ExpiryNotices,
});

const OrgBody = z.strictObject({
  name: SluggableName,
  /** The first owner: invited by address, or given a token that is answered once. */
  owner: z.strictObject({ email: Email, name: Name.optional() }).optional(),
  ownerToken: z.strictObject({ name: Name, lifetimeSeconds: LifetimeSeconds.optional() }).optional(),
});
const CreatedOrg = Org.extend({ ownerToken: IssuedToken.optional(), invitation: InvitationSent.optional() });
const OrgPatch = z.strictObject({ name: Name.optional(), suspended: z.boolean().optional() });
const OwnOrgPatch = z.strictObject({
  name: Name.optional(),
  tokenPolicy: TokenPolicyInput.optional(),
  deviceLogin: z.boolean().optional(),
  personalTokensMax: z.int().min(0).max(PERSONAL_TOKENS_MAX).optional(),
  expiryNotices: ExpiryNoticesInput.optional(),
});
const OrgParams = z.object({ orgId: Slug });
const tag = "Organizations";

export const listOrgs = defineRoute({
  id: "listOrgs",
  method: "GET",
  path: "/v1/orgs",
  tag,
  summary: "List organizations",
  permission: "platform:admin:organizations:read",
  query: PageQuery,
  list: "orgs",
  response: Org,
});
export const createOrg = defineRoute({
  id: "createOrg",
  method: "POST",
  path: "/v1/orgs",
  tag,
  summary: "Create an organization and appoint its first owner",
  permission: "platform:admin:organizations:create",
  body: OrgBody,
  response: CreatedOrg,
  revision: true,
  concernsInstallation: true,
  errors: ["slug_taken"],
});
export const getOrg = defineRoute({
  id: "getOrg",
  method: "GET",
  path: "/v1/orgs/{orgId}",
  tag,
  summary: "Get an organization",
  permission: "platform:admin:organizations:read",
  params: OrgParams,
  response: Org,
  errors: ["not_found"],
});
export const patchOrg = defineRoute({
  id: "patchOrg",
  method: "PATCH",
  path: "/v1/orgs/{orgId}",
  tag,
  summary: "Rename, suspend or resume an organization; while suspended all its tokens are refused",
  permission: "platform:admin:organizations:update",
  params: OrgParams,
  body: OrgPatch,
  response: Org,
  revision: true,
  concernsInstallation: true,
  errors: ["not_found", "home_organization"],
});
export const deleteOrg = defineRoute({
  id: "deleteOrg",
  method: "DELETE",
  path: "/v1/orgs/{orgId}",
  tag,
  summary: "Delete an organization and everything in it",
  permission: "platform:admin:organizations:delete",
  params: OrgParams,
  response: z.object({}),
  revision: true,
  concernsInstallation: true,
  errors: ["not_found", "home_organization"],
});
export const getOwnOrg = defineRoute({
  id: "getOwnOrg",
  method: "GET",
  path: "/v1/org",
  tag,
  summary: "Get the token's own organization",
  permission: "org:admin:organization:read",
  response: OwnOrg,
});
export const patchOwnOrg = defineRoute({
  id: "patchOwnOrg",
  method: "PATCH",
  path: "/v1/org",
  tag,
  summary: "Rename the organization, or change what it demands of tokens, notices and logins",
  permission: "org:admin:organization:update",
  body: OwnOrgPatch,
  response: OwnOrg,
});
