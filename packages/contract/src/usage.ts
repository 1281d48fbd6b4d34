import { z } from "zod";
import { Instant, InstantInput } from "./names.ts";
import { defineRoute } from "./route.ts";
import { TokenParams } from "./token-shapes.ts";

const Use = z.object({
  /** Null when none was asked for, or one that the catalogue does not have. */
  permission: z.string().nullable(),
  /** Null when none was named, or one that the organization does not have. */
  project: z.string().nullable(),
  /** `allowed`, or the reason of the refusal. */
  verdict: z.string(),
  count: z.int(),
  lastAt: Instant,
});

/** How often tokens were used and what for, as servers and verifiers have counted it. The most frequent uses first. */
const TokenUsage = z.object({
  /** The time it is about: whole hours or days, the newest of them still running. */
  after: Instant,
  before: Instant,
  groupBy: z.enum(["hour", "day"]),
  totals: z.array(Use),
  /** Newest first. */
  buckets: z.array(Use.extend({ start: Instant })),
  /** There was more than an answer holds: what is least frequent, and the oldest buckets, are missing. */
  truncated: z.boolean(),
});

const UsageQuery = z.strictObject({
  /** Seven days before `before`, if left out. */
  after: InstantInput.optional(),
  /** Now, if left out. */
  before: InstantInput.optional(),
  groupBy: TokenUsage.shape.groupBy.default("hour"),
});
const TeamUsageQuery = UsageQuery.extend({
  verdict: z
    .string()
    .regex(/^[a-z_]{1,40}$/, "must be a verdict")
    .optional()
    .describe("`allowed`, `refused` for every refusal, or the reason of one, such as `permission_missing`."),
});
const tag = "Usage";

export const getTeamUsage = defineRoute({
  id: "getTeamUsage",
  method: "GET",
  path: "/usage",
  team: true,
  tag,
  summary: "Read how often the team's tokens were used, those that the caller may see",
  permission: "team:admin:api-tokens:read",
  query: TeamUsageQuery,
  response: TokenUsage,
});

export const getTokenUsage = defineRoute({
  id: "getTokenUsage",
  method: "GET",
  path: "/tokens/{tokenId}/usage",
  team: true,
  tag,
  summary: "Read how often a token was used, by permission, project and verdict",
  permission: "team:admin:api-tokens:read",
  ownTokens: true,
  params: TokenParams,
  query: UsageQuery,
  response: TokenUsage,
  errors: ["not_found"],
});
export const getOrgTokenUsage = defineRoute({
  id: "getOrgTokenUsage",
  method: "GET",
  path: "/v1/org-tokens/{tokenId}/usage",
  tag,
  summary: "Read how often a token was used, by permission, project and verdict",
  permission: "org:admin:api-tokens:read",
  ownTokens: true,
  params: TokenParams,
  query: UsageQuery,
  response: TokenUsage,
  errors: ["not_found"],
});
