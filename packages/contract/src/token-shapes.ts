import { z } from "zod";
import {
  EXPIRING_SOON_DAYS,
  LIFETIME_MAX_SECONDS,
  LIFETIME_MIN_SECONDS,
  NARROWING_ENTRIES_MAX,
  TOTAL_MAX,
  UNUSED_DAYS,
} from "./limits.ts";
import {
  Description,
  EnvironmentName,
  Exposure,
  Instant,
  InstantInput,
  KeyId,
  MemberId,
  Name,
  Origin,
  plainText,
  Slug,
  TokenId,
  TrustRuleId,
} from "./names.ts";
import { PageQuery } from "./pagination.ts";

export const LifetimeSeconds = z.int().min(LIFETIME_MIN_SECONDS).max(LIFETIME_MAX_SECONDS);

const Permission = z
  .string()
  .max(200)
  .regex(/^[a-z][a-z0-9-]*(:[a-z0-9-]+){3}$/, "must be scope:category:resource:action");

/** Fixed at issue; it can only take away. A list that is given must name something. */
export const NarrowingInput = z.strictObject({
  permissions: z.array(Permission).min(1).max(200).optional(),
  projects: z.array(Slug).min(1).max(NARROWING_ENTRIES_MAX).optional(),
  environments: z.array(EnvironmentName).min(1).max(NARROWING_ENTRIES_MAX).optional(),
  /** CIDR ranges or single addresses, IPv4 or IPv6. */
  allowedIps: z.array(z.string().max(64)).min(1).max(NARROWING_ENTRIES_MAX).optional(),
  allowedOrigins: z
    .array(Origin)
    .min(1)
    .max(NARROWING_ENTRIES_MAX)
    .optional()
    .describe(
      "The websites whose pages may use the token, such as `https://shop.example.com`. Only for publishable tokens.",
    ),
});
export const Narrowing = z.object({
  permissions: z.array(z.string()).optional(),
  projects: z.array(z.string()).optional(),
  environments: z.array(z.string()).optional(),
  allowedIps: z.array(z.string()).optional(),
  allowedOrigins: z.array(z.string()).optional(),
});

/** Whoever repeats the request with its Idempotency-Key is answered it again; once the key has ended, `token_ended`. */
const TokenValue = z.string().describe("The value, answered once.");

export const KeySummary = z.object({
  id: z.string(),
  issuedAt: Instant,
  expiresAt: Instant.nullable(),
  lastUsedAt: Instant.nullable(),
  active: z.boolean(),
  /** Only for publishable tokens: their value is no secret. */
  token: z.string().optional(),
});

export const Creator = z.object({
  type: z.enum(["token", "member", "system", "trust_rule"]),
  id: z.string(),
  name: z.string(),
});

const TokenStatus = z.enum(["active", "expiring", "expired", "revoked"]);

/** What ended a token, when it did not just expire. */
const EndReason = z.enum([
  "revoked",
  /** What issued it was revoked with all that it had issued. */
  "issuer_revoked",
  /** What it was derived from ended. */
  "parent_ended",
  /** Its member lost the role, or left. */
  "member_lost_role",
  "role_deleted",
  /** Its trust rule was edited or deleted. */
  "trust_rule_changed",
  "expired",
]);

export const Token = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  role: z.object({
    name: z.string(),
    roleId: z.string(),
    roleType: z.string(),
    entityType: z.enum(["team", "org", "platform"]),
  }),
  owner: z.enum(["member", "team"]),
  /** The member a `member` token belongs to. */
  memberId: z.string().optional(),
  exposure: Exposure,
  narrowing: Narrowing.optional(),
  createdAt: Instant,
  /** What issued it. */
  creator: Creator,
  creatorEmail: z.string().optional(),
  /** The token, and its key, that this one was derived from and ends with. */
  derivedFrom: z.object({ tokenId: z.string(), keyId: z.string(), name: z.string() }).optional(),
  expiresAt: Instant.nullable(),
  lastUsedAt: Instant.nullable(),
  revoked: z.boolean(),
  revokedAt: Instant.optional(),
  active: z.boolean(),
  status: TokenStatus.describe(`\`expiring\`: active, and expires within ${EXPIRING_SOON_DAYS} days.`),
  /** What ended it, when, and who did. */
  ended: z.object({ reason: EndReason, at: Instant, by: Creator.optional() }).optional(),
});

/** The only shape, with a rotation, that carries a secret token's value. */
export const IssuedToken = Token.extend({
  key: z.object({ id: z.string(), issuedAt: Instant }),
  token: TokenValue,
});

export const IssueBody = z
  .strictObject({
    name: Name,
    description: Description.nullish(),
    roleId: Slug,
    expiresAt: InstantInput.nullish(),
    lifetimeSeconds: LifetimeSeconds.optional(),
    /** `member` tokens die with their member's hold on the role; a token that issues one says whose it is. */
    owner: z.enum(["member", "team"]).optional(),
    memberId: MemberId.optional(),
    exposure: Exposure.default("secret"),
    narrowing: NarrowingInput.optional(),
  })
  .refine((body) => !(body.expiresAt != null && body.lifetimeSeconds !== undefined), {
    path: ["lifetimeSeconds"],
    message: "give expiresAt or lifetimeSeconds, not both",
  });
export type IssueBody = z.output<typeof IssueBody>;

export const TokenPatch = z.strictObject({
  name: Name.optional(),
  description: Description.nullable().optional(),
  /** Only earlier than it is. */
  expiresAt: InstantInput.optional(),
});

export const RotateBody = z
  .strictObject({
    /** When the token's other keys end: now if left out, `null` to leave them as they are. */
    otherKeysExpiresAt: InstantInput.nullish(),
  })
  .prefault({});
export const RotatedKey = z.object({
  key: z.object({ id: z.string(), issuedAt: Instant, expiresAt: Instant.nullable() }),
  token: TokenValue,
});

export const Revocation = z.object({
  id: z.string(),
  revokedAt: Instant,
  /** The tokens revoked along with it by `includeIssued`. */
  revokedIssued: z.int(),
});

export const Flag = z.enum(["true", "false"]).transform((text) => text === "true");

const SORT_FIELDS = ["name", "createdAt", "expiresAt", "lastUsedAt"] as const;

/** Active tokens only, unless `all` or `status` says otherwise. */
export const TokenListQuery = PageQuery.extend({
  all: Flag.default(false).describe("Ended tokens too; without effect beside `status`."),
  status: TokenStatus.optional().describe(
    `\`expiring\`: active now, and expires within ${EXPIRING_SOON_DAYS} days.`,
  ),
  unused: Flag.optional().describe(
    `Tokens that have (\`true\`) or have not (\`false\`) gone unused for ${UNUSED_DAYS} days; one that was never used counts from its issue.`,
  ),
  roleId: Slug.optional(),
  owner: z.enum(["member", "team"]).optional(),
  exposure: Exposure.optional(),
  createdBy: z
    .union([TokenId, MemberId, TrustRuleId])
    .optional()
    .describe("Id of the token, member or trust rule that issued it."),
  search: plainText(100).min(1).optional().describe("Part of the name or description, in any case."),
  sort: z
    .enum([...SORT_FIELDS, ...SORT_FIELDS.map((field) => `-${field}` as const)])
    .default("-createdAt")
    .describe(
      "`-` for descending. What never expires comes after all that does, what was never used before all that was. A cursor belongs to its order.",
    ),
  total: Flag.default(false).describe(`Whether to count all pages: up to ${TOTAL_MAX} rows, exactly.`),
});
export const RevokeQuery = z.strictObject({ includeIssued: Flag.default(false) });
export const TokenParams = z.object({ tokenId: TokenId });
export const KeyParams = z.object({ tokenId: TokenId, keyId: KeyId });
export const KeyDeletion = z.object({ id: z.string() });

export const issueErrors = [
  "unknown_reference",
  "unknown_permission",
  "escalation",
  "lifetime_not_allowed",
  "not_publishable",
  "owner_not_allowed",
  "too_many_personal_tokens",
  "token_ended",
] as const;
