import { ERRORS } from "@keywright/contract";
import { permissionLabel } from "@keywright/policy";
import type { AuthorityState, CheckRequest, Refused, Verdict } from "@keywright/verifier";
import {
  checkWithinSight,
  countUse,
  type VerifyDeps,
  type Verifying,
} from "../../verification/verification.ts";
import type { Evaluation } from "./messages.ts";

/** An AuthZEN decision. A permit comes without context: PEPs may refuse one with a context that they do not know. */
export interface EvaluationAnswer {
  readonly decision: boolean;
  readonly context?: object;
}

/**
 * Judges one evaluation as `POST /v1/verify` does: the subject is a token's value, the action a permission, the resource
 * an organization, team or project by its slug. The subject is never a token's id: it would say nothing of the key that was
 * used, which may be deleted, nor prove that anybody holds it.
 */
export async function evaluate(
  deps: VerifyDeps,
  caller: Verifying,
  evaluation: Evaluation,
): Promise<EvaluationAnswer> {
  const { subject, resource } = evaluation;
  if (subject.type !== "token") return unknownEntity("subject", "Subjects are of the type token.");
  const request = readRequest(evaluation);
  if (!request) {
    return unknownEntity("resource", "Resources are of the type organization, team or project.");
  }
  const { authority, uses } = deps;
  const judged = await checkWithinSight(authority, caller, subject.id, request);
  const verdict = atResource(authority.state, judged, resource, request.permission);
  countUse(uses, verdict, request);
  return verdict.allowed ? { decision: true } : denied(verdict);
}

function readRequest({ action, resource, context }: Evaluation): CheckRequest | undefined {
  const { type, id, properties: { team, environment } = {} } = resource;
  const { ip, origin, exposure } = context ?? {};
  const common = { permission: action.name, environment, ip, origin, exposure };
  if (type === "project") return { ...common, team, project: id };
  if (type === "team") return { ...common, team: id };
  return type === "organization" ? common : undefined;
}

/** A check knows only the token's own organization, and takes the token's own team where none is named. */
function atResource(
  state: AuthorityState,
  verdict: Verdict,
  { type, id, properties }: Evaluation["resource"],
  permission: string,
): Verdict {
  const { principal, revision } = verdict;
  if (!principal) return verdict;
  const own = state.orgs.byId(principal.orgId)?.slug;
  const named = [properties?.organization, type === "organization" ? id : undefined];
  if (named.some((slug) => slug !== undefined && slug !== own)) {
    return { allowed: false, reason: "permission_missing", missing: permission, revision, principal };
  }
  if (verdict.allowed && type === "organization" && principal.teamId !== null) {
    return { allowed: false, reason: "team_restricted", revision, principal };
  }
  return verdict;
}

function denied({ reason, missing, revision }: Refused): EvaluationAnswer {
  const { status, title } = ERRORS[reason];
  const label = missing === undefined ? undefined : permissionLabel(missing);
  const words = label === undefined ? title : `The required permission is '${label}'`;
  return {
    decision: false,
    context: {
      reason,
      ...(missing !== undefined && { missing, missingLabel: label }),
      reason_admin: { [status]: `${words}.` },
      reason_user: { [status]: `${title}.` },
      revision,
    },
  };
}

function unknownEntity(what: "subject" | "resource", words: string): EvaluationAnswer {
  return { decision: false, context: { reason: `unknown_${what}_type`, reason_admin: { 400: words } } };
}
