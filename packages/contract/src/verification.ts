import { z } from "zod";
import { ORIGIN_MAX_LENGTH, TOKEN_MAX_LENGTH, VERIFY_CHECKS_MAX } from "./limits.ts";
import { Exposure, Instant } from "./names.ts";
import { defineRoute } from "./route.ts";

/** Strings of any form: what cannot be right is answered with a verdict, not with an error about form. */
const Text = z.string().max(200);

const Check = z.strictObject({
  /** Longer than any token can be: then the verdict is `malformed`. */
  token: z.string().max(TOKEN_MAX_LENGTH * 16),
  permission: Text,
  team: Text.optional(),
  project: Text.optional(),
  environment: Text.optional(),
  ip: Text.optional(),
  /** The header `Origin` of the request that came with the token: for tokens that only certain websites may use. */
  origin: z.string().max(ORIGIN_MAX_LENGTH).optional(),
  /** The only exposure that is taken there; left out, tokens of either are. */
  exposure: Exposure.optional(),
  /** The verdict must know at least this revision, or says `stale`. */
  atLeastRevision: z.int().min(0).optional(),
});
const VerifyBody = z.union([Check, z.strictObject({ checks: z.array(Check).min(1).max(VERIFY_CHECKS_MAX) })]);

export const Principal = z.object({
  tokenId: z.string(),
  keyId: z.string(),
  name: z.string().optional(),
  org: z.string(),
  team: z.string().optional(),
  role: z.string(),
  entityType: z.enum(["team", "org", "platform"]),
  exposure: Exposure,
  expiresAt: Instant.nullable(),
});

export const Verdict = z.object({
  allowed: z.boolean(),
  /** Who it was, when the token is authentic. */
  principal: Principal.optional(),
  reason: z.string().optional(),
  /** The permission that is missing, and its name for people. */
  missing: z.string().optional(),
  missingLabel: z.string().optional(),
  revision: z.int(),
});
const Verdicts = z.union([Verdict, z.object({ verdicts: z.array(Verdict) })]);

export const verify = defineRoute({
  id: "verify",
  method: "POST",
  reads: true,
  path: "/v1/verify",
  tag: "Verification",
  summary: "Decide whether a token allows something",
  permission: [
    "team:admin:verification:verify",
    "org:admin:verification:verify",
    "platform:admin:verification:verify",
  ],
  reach: "list",
  body: VerifyBody,
  response: Verdicts,
});
