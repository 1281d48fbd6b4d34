import type { Catalogue } from "@keywright/policy";
import type { Team } from "@keywright/verifier";
import type { TokenCaller } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import { lockMembership } from "../members/memberships.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { findRoleById } from "../roles/find.ts";
import { wrongExposure } from "../wrong-exposure.ts";
import { type Issued, issueApproved } from "./issue.ts";
import { readExpiry } from "./lifetime.ts";
import type { Mint } from "./mint.ts";
import { showNarrowing } from "./narrowing.ts";
import { isPersonalNameTaken, type OfMember } from "./personal.queries.ts";
import { requirePersonal } from "./personal.ts";
import { findToken, memberHoldsRole, tokenPolicies } from "./queries.ts";
import { isEnded } from "./show.ts";
import { tokenHasEnded } from "./tokens.ts";

interface IssueAlike {
  readonly team: Team | null;
  readonly catalogue: Catalogue;
  readonly name: string;
  readonly expiresAt: string;
}

/**
 * One more token of the person to whom the caller's token belongs: of the same role and as narrow, so that it can do no
 * more than the one that asks for it, whatever becomes of the role. Whether the caller may issue at all is asked before.
 */
export async function issueAlike(
  work: Work,
  mint: Mint,
  caller: TokenCaller,
  { team, catalogue, name, expiresAt: until }: IssueAlike,
): Promise<Issued> {
  const { tx, now } = work;
  const { orgId, teamId, principal } = caller;
  const level = { orgId, teamId };
  const own = await findToken(tx, level, principal.tokenId);
  const role = own && (await findRoleById(tx, orgId, own.role_id));
  if (!role || isEnded(own, now)) throw tokenHasEnded();
  // Its value is known to everybody.
  if (own.exposure === "publishable")
    throw new Refusal("wrong_exposure", { detail: wrongExposure(principal) });
  const { member_id: memberId, narrowing } = own;
  if (memberId === null) throw new Refusal("person_required", { detail: "This token belongs to no person." });
  await lockMembership(work, level, memberId);
  if (!(await memberHoldsRole(tx, orgId, role.id, memberId)))
    throw refuseField("owner_not_allowed", "memberId", `The member does not hold the role ${role.slug}.`);
  const expiresAt = readExpiry(now, { expiresAt: until }, await tokenPolicies(tx, level));
  await requirePersonal(work, { orgId, memberId }, expiresAt);
  await requireNewName(work, { orgId, memberId }, name);
  const command = { name, ...(narrowing && { narrowing: showNarrowing(narrowing, catalogue, team) }) };
  return issueApproved(work, mint, { orgId, team }, command, { role, narrowing, memberId, expiresAt });
}

/** Nobody else issues one for the member meanwhile: see `requirePersonal`. */
async function requireNewName(work: Work, owner: OfMember, name: string): Promise<void> {
  if (!(await isPersonalNameTaken(work.tx, owner, name, work.now))) return;
  throw refuseField("slug_taken", "name", `There is a personal token named ${name} already.`);
}
