import type { BodyOf, api } from "@keywright/contract";
import type { Catalogue } from "@keywright/policy";
import type { Team } from "@keywright/verifier";
import { actorType, callerId } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import { json } from "../db/json.ts";
import type { ClaimCondition } from "../db/schema.ts";
import { newId } from "../ids.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { findRoleById, keepRoleBySlug, type RoleRow } from "../roles/find.ts";
import { type IssuerReach, mayReach } from "../sso/issuer-fetch.ts";
import { keepTeam } from "../teams/keep-team.ts";
import { requireMayGive } from "../tokens/issue.ts";
import { requireIssuerStands } from "../tokens/issuing.ts";
import { readExpiry } from "../tokens/lifetime.ts";
import { readNarrowing, showNarrowing } from "../tokens/narrowing.ts";
import { tokenPolicies } from "../tokens/find.ts";
import { revokeTokensOfTrustRule } from "../tokens/revocation.ts";
import {
  deleteTrustRuleRows,
  findTrustRule,
  findTrustRuleForUpdate,
  insertTrustRule,
  type TrustRuleRow,
  updateTrustRule,
} from "./queries.ts";
import { refuseTooWide } from "./width.ts";

export interface RulePlace {
  readonly orgId: string;
  readonly team: Team;
  readonly catalogue: Catalogue;
  /** Where the servers of issuers may lie. */
  readonly reach: IssuerReach;
  /** This installation: its own tokens are no CI tokens. */
  readonly ownIssuer: string;
}

type RuleBody = BodyOf<typeof api.createTrustRule>;
type RulePatch = BodyOf<typeof api.patchTrustRule>;

export async function createTrustRule(work: Work, place: RulePlace, body: RuleBody): Promise<TrustRuleRow> {
  const { orgId, team } = place;
  await requireIssuerStands(work);
  await keepTeam(work.tx, orgId, team.id);
  const role = await keepRole(work, place, body.roleId);
  const claims = readConditions(body.claims);
  requireTrustworthy(place, { ...body, claims });
  const narrowing = await readNarrowing(work.tx, place, body.narrowing);
  requireMayGive(work, place.catalogue, role, narrowing);
  await requireLifetime(work, place, body.lifetimeSeconds);
  const inserted = await insertTrustRule(work.tx, {
    org_id: orgId,
    id: newId("tru"),
    team_id: team.id,
    role_id: role.id,
    name: body.name,
    description: body.description ?? null,
    issuer: body.issuer,
    audience: body.audience,
    claims: json(claims),
    narrowing: narrowing && json(narrowing),
    lifetime_seconds: body.lifetimeSeconds,
    creator_type: actorType(work.caller),
    creator_id: callerId(work.caller),
    created_at: work.now,
    updated_at: work.now,
    last_used_at: null,
  });
  if (!inserted) throw nameTaken(body.name);
  const row = await readBack(work, place, inserted.id);
  work.recordEvent({
    ...eventOn(row, team),
    action: "trust-rule.create",
    after: auditFields(row, place),
  });
  return row;
}

/**
 * What a rule issued before it was edited would not be issued in the same way now: it is revoked, unless no more than
 * the rule's name or description is edited.
 */
export async function patchTrustRule(
  work: Work,
  place: RulePlace,
  id: string,
  patch: RulePatch,
): Promise<{ row: TrustRuleRow; revokedTokens: number }> {
  const { orgId, team } = place;
  await requireIssuerStands(work);
  const named = patch.roleId === undefined ? undefined : await keepRole(work, place, patch.roleId);
  const before = await findTrustRuleForUpdate(work.tx, { orgId, teamId: team.id }, id);
  if (!before) throw new Refusal("not_found");
  const { name, description, ...trusted } = patch;
  const isEdited = Object.values(trusted).some((value) => value !== undefined);
  const fields = isEdited ? await readTrusted(work, place, before, trusted, named) : {};
  const updated = await updateTrustRule(work.tx, orgId, id, {
    ...fields,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    updated_at: work.now,
  });
  if (!updated) throw nameTaken(name ?? before.name);
  const revokedTokens = isEdited ? await revokeTokensOfTrustRule(work, { orgId, trustRuleId: id }) : 0;
  const row = await readBack(work, place, id);
  work.recordEvent({
    ...eventOn(row, team),
    action: "trust-rule.update",
    before: auditFields(before, place),
    after: { ...auditFields(row, place), ...(isEdited && { revokedTokens }) },
  });
  return { row, revokedTokens };
}

/** Whoever edits what a rule trusts or gives could as well have made it: the same is asked of them. */
async function readTrusted(
  work: Work,
  place: RulePlace,
  before: TrustRuleRow,
  patch: Omit<RulePatch, "name" | "description">,
  named: RoleRow | undefined,
) {
  const { issuer = before.issuer, audience = before.audience } = patch;
  const claims = patch.claims ? readConditions(patch.claims) : before.claims;
  requireTrustworthy(place, { issuer, audience, claims });
  const role = named ?? (await findRoleById(work.tx, place.orgId, before.role_id));
  if (!role) throw refuseField("unknown_reference", "roleId", "The role of this rule has been deleted.");
  const narrowing =
    patch.narrowing === undefined
      ? before.narrowing
      : await readNarrowing(work.tx, place, patch.narrowing ?? undefined);
  requireMayGive(work, place.catalogue, role, narrowing);
  const lifetimeSeconds = patch.lifetimeSeconds ?? before.lifetime_seconds;
  if (patch.lifetimeSeconds !== undefined) await requireLifetime(work, place, lifetimeSeconds);
  return {
    issuer,
    audience,
    claims: json(claims),
    role_id: role.id,
    narrowing: narrowing && json(narrowing),
    lifetime_seconds: lifetimeSeconds,
  };
}

/** What it issued is revoked in the same revision. */
export async function deleteTrustRule(
  work: Work,
  place: RulePlace,
  id: string,
): Promise<{ id: string; revokedTokens: number }> {
  const { orgId, team } = place;
  const before = await findTrustRuleForUpdate(work.tx, { orgId, teamId: team.id }, id);
  if (!before) throw new Refusal("not_found");
  await deleteTrustRuleRows(work.tx, orgId, { ids: [id] });
  const revokedTokens = await revokeTokensOfTrustRule(work, { orgId, trustRuleId: id });
  work.changeAuthority(orgId);
  work.recordEvent({
    ...eventOn(before, team),
    action: "trust-rule.delete",
    before: auditFields(before, place),
    after: { revokedTokens },
  });
  return { id, revokedTokens };
}

async function keepRole({ tx }: Work, { orgId, team }: RulePlace, slug: string): Promise<RoleRow> {
  const role = await keepRoleBySlug(tx, { orgId, teamId: team.id }, slug);
  if (!role) throw refuseField("unknown_reference", "roleId", `There is no role '${slug}'.`);
  return role;
}

/** The issuer is not asked here: a transaction waits for nobody outside. Whether it answers shows at the first job. */
function requireTrustworthy(
  { reach, ownIssuer }: RulePlace,
  rule: Parameters<typeof refuseTooWide>[0],
): void {
  const url = new URL(rule.issuer);
  if (!mayReach(url, reach))
    throw refuseField("validation_failed", "issuer", "must be an https address on the public internet");
  if (url.origin === new URL(ownIssuer).origin) {
    const message = "is this installation itself: tokens are derived from its own tokens without a rule";
    throw refuseField("validation_failed", "issuer", message);
  }
  refuseTooWide(rule);
}

async function requireLifetime(
  { tx, now }: Work,
  { orgId, team }: RulePlace,
  lifetimeSeconds: number,
): Promise<void> {
  readExpiry(now, { lifetimeSeconds }, await tokenPolicies(tx, { orgId, teamId: team.id }));
}

function readConditions(claims: RuleBody["claims"]): ClaimCondition[] {
  return claims.map(({ claim, equals, matches }) =>
    matches === undefined ? { claim, equals: equals ?? [] } : { claim, matches },
  );
}

async function readBack({ tx }: Work, { orgId, team }: RulePlace, id: string): Promise<TrustRuleRow> {
  const row = await findTrustRule(tx, { orgId, teamId: team.id }, id);
  if (!row) throw new Error("what was just written is not there");
  return row;
}

function nameTaken(name: string): Refusal {
  return refuseField("trust_rule_exists", "name", `The team has a trust rule '${name}' already.`);
}

function eventOn({ org_id, id, name }: Pick<TrustRuleRow, "org_id" | "id" | "name">, team: Team) {
  return { orgId: org_id, team, target: { type: "trust-rule", id, key: id, name } };
}

function auditFields(row: TrustRuleRow, { catalogue, team }: RulePlace) {
  return {
    name: row.name,
    description: row.description,
    issuer: row.issuer,
    audience: row.audience,
    claims: row.claims,
    role: row.role_slug,
    ...(row.narrowing && { narrowing: showNarrowing(row.narrowing, catalogue, team) }),
    lifetimeSeconds: row.lifetime_seconds,
  };
}
