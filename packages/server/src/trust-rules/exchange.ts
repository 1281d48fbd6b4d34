import { DESCRIPTION_MAX_LENGTH, type IssueBody } from "@keywright/contract";
import type { Catalogue } from "@keywright/policy";
import type { Team } from "@keywright/verifier";
import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { findRoleById } from "../roles/find.ts";
import { requireRoom } from "../tokens/derive.ts";
import { tokenPolicies } from "../tokens/find.ts";
import { type Issued, storeToken } from "../tokens/issue.ts";
import { joinIssuing } from "../tokens/issuing.ts";
import { policyInForce } from "../tokens/lifetime.ts";
import type { Mint } from "../tokens/mint.ts";
import { narrowFurther } from "../tokens/narrow-further.ts";
import { readNarrowing } from "../tokens/narrowing.ts";
import { unmetClaim } from "./conditions.ts";
import { findTrustRuleAnywhere, type TrustRule, useTrustRule } from "./queries.ts";

/** What of a rule must be known to read a CI token by it. */
export interface NamedRule {
  readonly id: string;
  readonly orgId: string;
  readonly teamId: string;
  readonly issuer: string;
  readonly audience: string;
}

export async function findNamedRule(db: Db, id: string): Promise<NamedRule | undefined> {
  const row = await findTrustRuleAnywhere(db, id);
  if (!row) return undefined;
  const { org_id: orgId, team_id: teamId, issuer, audience } = row;
  return { id, orgId, teamId, issuer, audience };
}

interface ExchangeCommand {
  /** As it was when the CI token was read. */
  readonly rule: NamedRule;
  readonly team: Pick<Team, "id" | "slug">;
  readonly catalogue: Catalogue;
  /** Of the CI token: its signature, issuer, audience and times have been checked. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly name?: string | undefined;
  /** What the job wants less of than the rule gives. */
  readonly narrowing?: IssueBody["narrowing"];
  readonly lifetimeSeconds?: number | undefined;
}

/** A token of the rule's role for a job that fulfils the rule. It belongs to the team; the rule is who issued it. */
export async function issueByTrustRule(
  work: Work,
  mint: Mint,
  command: ExchangeCommand,
): Promise<Issued & { readonly expiresAt: Date }> {
  const { rule: named, team, claims } = command;
  const { orgId } = named;
  const { tx, now } = work;
  // The lock of all issuing comes before that of the rule, as where both are taken away.
  await joinIssuing(tx, orgId);
  const rule = await useTrustRule(tx, orgId, named.id, now);
  requireFulfilled(rule, named, claims);
  const role = await findRoleById(tx, orgId, rule.role_id);
  if (!role) throw new Refusal("role_deleted", { detail: "The role of the trust rule has been deleted." });
  await requireRoom(tx, { orgId, lineId: rule.id, now });
  const asked = await readNarrowing(tx, { ...command, orgId }, command.narrowing);
  const expiresAt = expiryOf(rule, command, await tokenPolicies(tx, { orgId, teamId: rule.team_id }), now);
  const subject = subjectOf(claims);
  const name = command.name ?? rule.name;
  const issued = await storeToken(work, mint, {
    role,
    name,
    description: subject,
    narrowing: narrowFurther(rule.narrowing, asked),
    expiresAt,
    lineId: rule.id,
  });
  work.recordEvent({
    orgId,
    team,
    action: "token.issue",
    target: { type: "token", id: issued.token.id, key: issued.token.id, name },
    after: {
      name,
      role: role.slug,
      owner: "team",
      trustRule: rule.id,
      issuer: rule.issuer,
      subject,
      expiresAt,
      ...(command.narrowing && { narrowing: command.narrowing }),
      keyId: issued.key.id,
    },
  });
  return { ...issued, expiresAt };
}

/** The rule as it stands now: it may have been edited since the CI token was read by it. */
function requireFulfilled(
  rule: TrustRule | undefined,
  { issuer, audience }: NamedRule,
  claims: ExchangeCommand["claims"],
): asserts rule is TrustRule {
  if (!rule || rule.issuer !== issuer || rule.audience !== audience) {
    throw new Refusal("trust_rule_unmet", { detail: "The trust rule has just been edited or deleted." });
  }
  const unmet = unmetClaim(rule.claims, claims);
  if (unmet === undefined) return;
  const detail = `The claim ${unmet} of the CI token is not what the trust rule asks for.`;
  throw new Refusal("trust_rule_unmet", { detail });
}

/** The policies may have become stricter than the rule. */
function expiryOf(
  { lifetime_seconds }: TrustRule,
  { lifetimeSeconds = Infinity }: ExchangeCommand,
  policies: Awaited<ReturnType<typeof tokenPolicies>>,
  now: Date,
): Date {
  const maxSeconds = policyInForce(policies).maxLifetimeSeconds ?? Infinity;
  const seconds = Math.min(lifetimeSeconds, lifetime_seconds, maxSeconds);
  return new Date((Math.floor(now.getTime() / 1000) + seconds) * 1000);
}

/** Whose job it was, for people to read. Whoever runs the issuer could have written anything into it. */
function subjectOf({ sub }: Readonly<Record<string, unknown>>): string | null {
  if (typeof sub !== "string") return null;
  return sub.slice(0, DESCRIPTION_MAX_LENGTH).replaceAll(/[\p{Cc}\p{Cs}]/gu, "?");
}
