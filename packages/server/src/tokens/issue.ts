import type { IssueBody } from "@keywright/contract";
import { bitsOf, type Catalogue, firstBitNotIn, and, compileNarrowing } from "@keywright/policy";
import { narrowingFromClaim, type NarrowingClaim, type Team } from "@keywright/verifier";
import { actorType, callerId, type MemberCaller, type TokenCaller } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import { json } from "../db/json.ts";
import { firstLook } from "../expiry-notices/look.ts";
import { newId } from "../ids.ts";
import { lockMembership } from "../members/memberships.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { requireCovered, roleAuthority } from "../roles/coverage.ts";
import { findRoleBySlug, type Level, type RoleRow } from "../roles/find.ts";
import { roleDefinition } from "../roles/role-change.ts";
import { requireIssuerStands } from "./issuing.ts";
import { readExpiry } from "./lifetime.ts";
import { type Mint, type MintedKey, mintKey, type TokenIdentity } from "./mint.ts";
import { readNarrowing } from "./narrowing.ts";
import { requireWithTokens } from "./own.ts";
import { personOf, requirePersonal } from "./personal.ts";
import { insertToken, memberHoldsRole, tokenPolicies } from "./queries.ts";

export interface TokenPlace {
  readonly orgId: string;
  readonly team: Pick<Team, "id" | "slug"> | null;
  readonly catalogue: Catalogue;
}

export interface Issued {
  readonly token: TokenIdentity;
  readonly key: MintedKey;
}

export type IssueCommand = Omit<IssueBody, "exposure"> & { exposure?: IssueBody["exposure"] };

/** What may be issued as it was asked for. */
interface Issuable {
  readonly role: RoleRow;
  readonly narrowing: NarrowingClaim | null;
  /** Whose it is; null for the team's. */
  readonly memberId: string | null;
  readonly expiresAt: Date | null;
}

/** Whether the caller may issue this: also for those who only want to know whether they may. */
export async function requireIssuable(
  work: Work,
  place: TokenPlace,
  command: IssueCommand,
): Promise<Issuable> {
  const { orgId, team, catalogue } = place;
  const level = { orgId, teamId: team?.id ?? null };
  const role = await findRoleBySlug(work.tx, level, command.roleId);
  if (!role) throw refuseField("unknown_reference", "roleId", `There is no role '${command.roleId}'.`);
  const narrowing = await readNarrowing(work.tx, place, command.narrowing, command.exposure);
  requireMayGive(work, catalogue, role, narrowing);
  if (command.exposure === "publishable") requirePublishable(catalogue, role, narrowing);
  const memberId = await readOwner(work, { ...level, catalogue }, role, command);
  const expiresAt = readExpiry(work.now, command, await tokenPolicies(work.tx, level));
  if (memberId !== null) await requirePersonal(work, { orgId, memberId }, expiresAt);
  return { role, narrowing, memberId, expiresAt };
}

export async function issueToken(
  work: Work,
  mint: Mint,
  place: TokenPlace,
  command: IssueCommand,
): Promise<Issued> {
  return issueApproved(work, mint, place, command, await requireIssuable(work, place, command));
}

/** The same when it has been decided that the caller may. */
export async function issueApproved(
  work: Work,
  mint: Mint,
  { orgId, team }: Omit<TokenPlace, "catalogue">,
  command: Pick<IssueCommand, "name" | "description" | "exposure" | "narrowing">,
  issuable: Issuable,
): Promise<Issued> {
  const { role, memberId, expiresAt } = issuable;
  const issued = await storeToken(work, mint, { ...command, ...issuable });
  work.recordEvent({
    orgId,
    team,
    action: "token.issue",
    target: { type: "token", id: issued.token.id, key: issued.token.id, name: command.name },
    after: {
      name: command.name,
      description: command.description ?? null,
      role: role.slug,
      owner: memberId ? "member" : "team",
      ...(memberId && { memberId }),
      exposure: issued.token.exposure,
      expiresAt,
      ...(command.narrowing && { narrowing: command.narrowing }),
      keyId: issued.key.id,
    },
  });
  return issued;
}

/** The token and the key of it that another token is derived from. */
export interface Parent {
  readonly tokenId: string;
  readonly keyId: string;
  readonly depth: number;
}

interface NewToken {
  readonly role: RoleRow;
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly memberId?: string | null;
  readonly exposure?: "secret" | "publishable" | undefined;
  readonly narrowing?: NarrowingClaim | null;
  readonly expiresAt: Date | null;
  readonly parent?: Parent;
  /** What a line of short-lived tokens began with: a token, or a trust rule. */
  readonly lineId?: string;
}

/** Writes a token and its first key. Whether it may exist is decided by then; the event is the caller's. */
export async function storeToken(work: Work, mint: Mint, command: NewToken): Promise<Issued> {
  const { role, memberId = null, narrowing = null, exposure = "secret", expiresAt, parent, lineId } = command;
  const token: TokenIdentity = {
    org_id: role.org_id,
    id: newId("tok"),
    team_id: role.team_id,
    role_id: role.id,
    entity_type: entityType(role),
    exposure,
    narrowing,
  };
  await requireIssuerStands(work);
  await insertToken(work.tx, {
    ...token,
    name: command.name,
    description: command.description ?? null,
    owner: memberId ? "member" : "team",
    member_id: memberId,
    narrowing: narrowing && json(narrowing),
    creator_type: actorType(work.caller),
    creator_id: callerId(work.caller),
    created_at: work.now,
    expires_at: expiresAt,
    forget_at: expiresAt,
    last_used_at: null,
    revoked_at: null,
    derived_from: parent?.tokenId ?? null,
    derived_from_key: parent?.keyId ?? null,
    derivation_depth: parent ? parent.depth + 1 : 0,
    line_id: lineId ?? null,
    notice_look_at: parent ? null : firstLook(work.now, expiresAt),
  });
  return { token, key: await mintKey(mint, work.tx, token, { now: work.now, expiresAt }) };
}

/**
 * The whole role must be covered, not only what the narrowing leaves of it: the role may grow later, and the token with
 * it, beyond what its issuer ever had. Addresses are not the role's, so there the narrowing counts.
 */
export function requireMayGive(
  work: Work,
  catalogue: Catalogue,
  role: RoleRow,
  token: NarrowingClaim | null,
): void {
  const narrowing = (token?.ip && compileNarrowing({ allowedIps: token.ip })) ?? null;
  requireCovered(work.caller, catalogue, roleDefinition(role), { narrowing });
}

function requirePublishable(catalogue: Catalogue, role: RoleRow, narrowing: NarrowingClaim | null): void {
  if (!narrowing?.e) {
    throw refuseField(
      "validation_failed",
      "narrowing.environments",
      "A publishable token is narrowed to at least one environment.",
    );
  }
  const [grant] = roleAuthority(catalogue, roleDefinition(role)).grants;
  const kept = compileNarrowing(narrowingFromClaim(narrowing) ?? {})?.bits;
  const held = grant?.bits ?? bitsOf([]);
  const bit = firstBitNotIn(kept ? and(held, kept) : held, catalogue.publishableBits);
  if (bit === undefined) return;
  throw new Refusal("not_publishable", {
    detail:
      `A publishable token may not hold ${catalogue.permissionAt(bit)}. ` +
      "Narrow it to permissions that the catalogue flags as publishable.",
    fields: { exposure: [`${catalogue.permissionAt(bit)} is not flagged publishable`] },
  });
}

async function readOwner(
  work: Work,
  level: Level & Pick<TokenPlace, "catalogue">,
  role: RoleRow,
  command: IssueCommand,
): Promise<string | null> {
  const { caller } = work;
  if (caller.type === "member") return ownerForMember(work, caller, level, role, command);
  const { owner = "team", memberId } = command;
  if (owner === "team") {
    if (memberId !== undefined)
      throw refuseField("validation_failed", "memberId", "is for tokens owned by a member");
    return null;
  }
  if (memberId === undefined)
    throw refuseField("validation_failed", "memberId", "says which member owns the token");
  if (caller.type === "token") await requireOwnMember(work, caller, memberId);
  // Whoever takes the role from the member meanwhile waits, and then finds this token too.
  await lockMembership(work, level, memberId);
  if (!(await memberHoldsRole(work.tx, level.orgId, role.id, memberId))) {
    throw refuseField("owner_not_allowed", "memberId", `The member does not hold the role ${role.slug}.`);
  }
  return memberId;
}

/** A token that belongs to a person acts for that person alone. */
async function requireOwnMember({ tx }: Work, caller: TokenCaller, memberId: string): Promise<void> {
  const person = await personOf(tx, caller);
  if (person === null || person === memberId) return;
  throw refuseField(
    "owner_not_allowed",
    "memberId",
    "A token that belongs to a person issues none for another.",
  );
}

/** People issue tokens that belong to them from roles they hold, and others if they may. */
async function ownerForMember(
  { tx }: Work,
  caller: MemberCaller,
  level: Level & Pick<TokenPlace, "catalogue">,
  role: RoleRow,
  command: IssueCommand,
): Promise<string | null> {
  // Whoever takes the role from them meanwhile waits, and then finds this token too.
  const holdsRole = await memberHoldsRole(tx, level.orgId, role.id, caller.memberId);
  const { owner = holdsRole ? "member" : "team", memberId = caller.memberId } = command;
  if (owner === "team") {
    if (command.memberId !== undefined)
      throw refuseField("validation_failed", "memberId", "is for tokens owned by a member");
    requireWithTokens({ ...level, caller }, "create");
    return null;
  }
  if (memberId !== caller.memberId)
    throw refuseField(
      "owner_not_allowed",
      "memberId",
      "A token of another member is issued by that member alone.",
    );
  if (!holdsRole) throw refuseField("owner_not_allowed", "owner", `You do not hold the role ${role.slug}.`);
  return memberId;
}

function entityType(role: RoleRow): TokenIdentity["entity_type"] {
  if (role.team_id !== null) return "team";
  return role.permissions.platformScope.length > 0 ? "platform" : "org";
}
