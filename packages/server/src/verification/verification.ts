import { hasId, holds, permissionLabel, teamReach } from "@keywright/policy";
import type { CheckRequest, Principal, Verdict } from "@keywright/verifier";
import type { Authority } from "../authority/authority.ts";
import { showPrincipal } from "./show-principal.ts";

interface VerifyCommand extends CheckRequest {
  readonly token: string;
  readonly atLeastRevision?: number | undefined;
}

/** How long a check waits for a revision that it was told to know. */
const REVISION_WAIT_MS = 2000;

/** Decides on a token for a caller who may verify. Answers what that caller may know, and whose use it was. */
export async function verifyFor(authority: Authority, caller: Principal, command: VerifyCommand) {
  const { token, atLeastRevision, ...request } = command;
  if (atLeastRevision !== undefined) await waitForRevision(authority, atLeastRevision);
  if (atLeastRevision !== undefined && authority.state.revision < atLeastRevision) {
    return { shown: show(authority, stale(authority)), subject: undefined };
  }
  const verdict = withinSight(authority, caller, await authority.check(token, request));
  return { shown: show(authority, verdict), subject: verdict.principal };
}

function stale({ state }: Authority): Verdict {
  return { allowed: false, reason: "stale", revision: state.revision };
}

async function waitForRevision(authority: Authority, revision: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, REVISION_WAIT_MS);
  });
  await Promise.race([authority.waitFor(revision), timeout]);
  clearTimeout(timer);
}

/** A verifier of one organization or team learns nothing of another's tokens: to it they are as good as revoked. */
function withinSight({ state }: Authority, caller: Principal, verdict: Verdict): Verdict {
  const { principal } = verdict;
  if (!principal || mayVerify(state, caller, principal)) return verdict;
  return { allowed: false, reason: "revoked", revision: verdict.revision };
}

function mayVerify(state: Authority["state"], caller: Principal, subject: Principal): boolean {
  const { catalogue } = state;
  if (holds(catalogue, caller.authority, "platform:admin:verification:verify")) return true;
  if (caller.orgId !== subject.orgId) return false;
  if (holds(catalogue, caller.authority, "org:admin:verification:verify")) return true;
  const teams = teamReach(catalogue, caller.authority, "team:admin:verification:verify");
  return subject.teamId !== null && hasId(teams, subject.teamId);
}

function show({ state }: Authority, verdict: Verdict) {
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
