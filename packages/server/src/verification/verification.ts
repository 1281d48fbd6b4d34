import { hasId, holds, permissionLabel, teamReach } from "@keywright/policy";
import type { PrincipalCaller } from "../caller.ts";
import type { CheckRequest, Principal, Verdict } from "@keywright/verifier";
import type { Authority } from "../authority/authority.ts";
import { outcomeOf, type Uses } from "../usage/uses.ts";
import { showPrincipal } from "./show-principal.ts";

interface VerifyCommand extends CheckRequest {
  readonly token: string;
  readonly atLeastRevision?: number | undefined;
}

/** Who asks about a token. */
export type Verifying = Pick<PrincipalCaller, "orgId" | "authority">;

export interface VerifyDeps {
  readonly authority: Authority;
  readonly uses: Uses;
}

/** How long a check waits for a revision that it was told to know. */
const REVISION_WAIT_MS = 2000;

/** Decides on a token for a caller who may verify, and counts it as a use. Answers what that caller may know. */
export async function verifyFor(
  { authority, uses }: VerifyDeps,
  caller: Verifying,
  command: VerifyCommand,
): Promise<Verdict> {
  const { token, atLeastRevision, ...request } = command;
  if (atLeastRevision !== undefined) await authority.waitFor(atLeastRevision, REVISION_WAIT_MS);
  if (atLeastRevision !== undefined && authority.state.revision < atLeastRevision) return stale(authority);
  const verdict = await checkWithinSight(authority, caller, token, request);
  countUse(uses, verdict, request);
  return verdict;
}

/** A use by somebody who is who they say, whatever became of it. */
export function countUse(
  uses: Uses,
  verdict: Verdict,
  { permission, project }: { permission?: string | undefined; project?: string | undefined },
): void {
  if (!verdict.principal) return;
  const asked = { permission: permission ?? "", project: project ?? null, verdict: outcomeOf(verdict) };
  uses.record(verdict.principal, asked, Date.now());
}

function stale({ state }: Authority): Verdict {
  return { allowed: false, reason: "stale", revision: state.revision };
}

/**
 * A verifier of one organization or team learns nothing of another's tokens: to it they are as good as revoked, whether
 * they stand or, having expired or been suspended, do not.
 */
export async function checkWithinSight(
  authority: Authority,
  caller: Verifying,
  token: string,
  request: CheckRequest,
): Promise<Verdict> {
  const key = await authority.read(token);
  if (!("reason" in key)) {
    const { org, team } = key.claims;
    const { state } = authority;
    const subject = { orgId: org, teamId: team ?? null };
    if (!mayVerify(state, caller, subject))
      return { allowed: false, reason: "revoked", revision: state.revision };
  }
  return authority.check(token, request);
}

/** The same for who holds a token, where nothing is told of one that does not stand. */
export function withinSight({ state }: Authority, caller: Verifying, verdict: Verdict): Verdict {
  const { principal } = verdict;
  if (!principal || mayVerify(state, caller, principal)) return verdict;
  return { allowed: false, reason: "revoked", revision: verdict.revision };
}

function mayVerify(
  state: Authority["state"],
  caller: Verifying,
  subject: Pick<Principal, "orgId" | "teamId">,
): boolean {
  const { catalogue } = state;
  if (holds(catalogue, caller.authority, "platform:admin:verification:verify")) return true;
  if (caller.orgId !== subject.orgId) return false;
  if (holds(catalogue, caller.authority, "org:admin:verification:verify")) return true;
  const teams = teamReach(catalogue, caller.authority, "team:admin:verification:verify");
  return subject.teamId !== null && hasId(teams, subject.teamId);
}

/** A verdict in words. */
export function showVerdict({ state }: Authority, verdict: Verdict) {
  const principal = verdict.principal && showPrincipal(state, verdict.principal);
  const { revision } = verdict;
  if (verdict.allowed) return { allowed: true, principal, revision };
  const { reason, missing } = verdict;
  return {
    allowed: false,
    ...(principal && { principal }),
    reason,
    ...(missing !== undefined && { missing, missingLabel: permissionLabel(missing) }),
    revision,
  };
}
