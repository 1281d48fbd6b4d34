import { z } from "zod";
import { Issuer } from "./issuer.ts";
import {
  LIFETIME_MIN_SECONDS,
  TRUST_CLAIM_VALUES_MAX,
  TRUST_CLAIMS_MAX,
  TRUST_LIFETIME_DEFAULT_SECONDS,
  TRUST_LIFETIME_MAX_SECONDS,
} from "./limits.ts";
import { Description, Instant, Name, plainText, Slug, TrustRuleId } from "./names.ts";
import { PageQuery } from "./pagination.ts";
import { defineRoute } from "./route.ts";
import { Creator, Narrowing, NarrowingInput } from "./token-shapes.ts";

/** It is named in refusals, and these are ASCII without quotes and backslashes (RFC 6749 section 5.2). */
const ClaimName = z
  .string()
  .max(100)
  .regex(/^[!#-[\]-~]+$/, "must be the name of a claim, such as repository_id");
const ClaimText = plainText(500).min(1);
const Pattern = ClaimText.refine((text) => text.includes("*"), {
  message: "must contain a `*`; a whole value is given as `equals`",
}).refine((text) => /[^*]/.test(text), { message: "would match anything: leave the condition out" });

/** What a claim of the CI token must say: one of some values to the letter, or a text with `*` for any characters. */
const ClaimCondition = z
  .strictObject({
    claim: ClaimName,
    equals: z.array(ClaimText).min(1).max(TRUST_CLAIM_VALUES_MAX).optional(),
    matches: Pattern.optional(),
  })
  .refine(({ equals, matches }) => (equals === undefined) !== (matches === undefined), {
    message: "give equals or matches, one of them",
  });

const Claims = z
  .array(ClaimCondition)
  .min(1, "must say whose CI tokens are meant")
  .max(TRUST_CLAIMS_MAX)
  .refine((all) => new Set(all.map(({ claim }) => claim)).size === all.length, {
    message: "must not name a claim twice",
  });

const LifetimeSeconds = z.int().min(LIFETIME_MIN_SECONDS).max(TRUST_LIFETIME_MAX_SECONDS);

/** Whose CI tokens are traded for tokens of the team, and for which. All conditions must hold. */
const TrustRule = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  issuer: z.string(),
  audience: z.string(),
  claims: z.array(
    z.object({
      claim: z.string(),
      equals: z.array(z.string()).optional(),
      matches: z.string().optional(),
    }),
  ),
  /** The role that tokens are issued from. */
  roleId: z.string(),
  narrowing: Narrowing.optional(),
  lifetimeSeconds: z.int(),
  /** What would make the rule safer, in sentences. Often none. */
  advice: z.array(z.string()),
  createdAt: Instant,
  creator: Creator,
  lastUsedAt: Instant.nullable(),
});

/** Of what CI jobs are given, which are no pages of a website. */
const RuleNarrowing = NarrowingInput.omit({ allowedOrigins: true });

const TrustRuleBody = z.strictObject({
  name: Name,
  description: Description.nullish(),
  issuer: Issuer,
  /** The `aud` of the CI token. It should name this installation, so that a token made for others is worth nothing here. */
  audience: plainText(500).min(1),
  claims: Claims,
  roleId: Slug,
  narrowing: RuleNarrowing.optional(),
  lifetimeSeconds: LifetimeSeconds.default(TRUST_LIFETIME_DEFAULT_SECONDS),
});
const TrustRulePatch = z.strictObject({
  name: Name.optional(),
  description: Description.nullable().optional(),
  issuer: Issuer.optional(),
  audience: plainText(500).min(1).optional(),
  claims: Claims.optional(),
  roleId: Slug.optional(),
  narrowing: RuleNarrowing.nullable().optional(),
  lifetimeSeconds: LifetimeSeconds.optional(),
});

/** Tokens that the rule issued, revoked along with what it was. */
const revokedTokens = z.int();
const TrustRuleParams = z.object({ trustRuleId: TrustRuleId });

const tag = "Trust rules";
const ruleErrors = [
  "unknown_reference",
  "unknown_permission",
  "trust_rule_too_wide",
  "lifetime_not_allowed",
  "trust_rule_exists",
  "escalation",
] as const;

export const listTrustRules = defineRoute({
  id: "listTrustRules",
  method: "GET",
  path: "/trust-rules",
  team: true,
  tag,
  summary: "List the team's trust rules",
  permission: "team:admin:trust-rules:read",
  query: PageQuery,
  list: "trustRules",
  response: TrustRule,
});
export const createTrustRule = defineRoute({
  id: "createTrustRule",
  method: "POST",
  path: "/trust-rules",
  team: true,
  tag,
  summary: "Trust jobs of a CI system: their tokens can be traded for tokens of a role",
  permission: "team:admin:trust-rules:create",
  body: TrustRuleBody,
  response: TrustRule,
  errors: ruleErrors,
});
export const getTrustRule = defineRoute({
  id: "getTrustRule",
  method: "GET",
  path: "/trust-rules/{trustRuleId}",
  team: true,
  tag,
  summary: "Get a trust rule",
  permission: "team:admin:trust-rules:read",
  params: TrustRuleParams,
  response: TrustRule,
  errors: ["not_found"],
});
export const patchTrustRule = defineRoute({
  id: "patchTrustRule",
  method: "PATCH",
  path: "/trust-rules/{trustRuleId}",
  team: true,
  tag,
  summary: "Edit a trust rule; unless only its name or description changes, the tokens it issued are revoked",
  permission: "team:admin:trust-rules:update",
  params: TrustRuleParams,
  body: TrustRulePatch,
  response: TrustRule.extend({ revokedTokens }),
  revision: "sometimes",
  errors: ["not_found", ...ruleErrors],
});
export const deleteTrustRule = defineRoute({
  id: "deleteTrustRule",
  method: "DELETE",
  path: "/trust-rules/{trustRuleId}",
  team: true,
  tag,
  summary: "Delete a trust rule and revoke the tokens it issued",
  permission: "team:admin:trust-rules:delete",
  params: TrustRuleParams,
  response: z.object({ id: z.string(), revokedTokens }),
  revision: true,
  errors: ["not_found"],
});
