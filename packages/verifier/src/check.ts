import { decide, type Decision, type Denial } from "@keywright/policy";
import { exposureOf, type Exposure } from "./principal.ts";
import { acceptedAt, refusalAt, type Accepted, type Standing } from "./standing.ts";
import type { AuthorityState } from "./state.ts";
import type { Team } from "./tables.ts";
import type { Refused, Verdict } from "./verdict.ts";
import type { VerifiedKey } from "./verified-key.ts";

/** What is asked of a key. Teams and projects are named by slug, in the key's own organization. */
export interface CheckRequest {
  readonly permission: string;
  /** Left out: the team of a team token, none for others. */
  readonly team?: string | undefined;
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
  /** The caller's address, IPv4 or IPv6. */
  readonly ip?: string | undefined;
  /** The header `Origin` of the request, as it came: for tokens that only certain websites may use. */
  readonly origin?: string | undefined;
  /** The only exposure that is taken here; left out, tokens of either are. */
  readonly exposure?: Exposure | undefined;
}

// No entry has this id: it stands for a team or project that the installation does not know.
const UNKNOWN_ID = "";
const WRONG_EXPOSURE: Denial = Object.freeze({ allowed: false, reason: "wrong_exposure" });

/**
 * Whether a key stands at this moment, without asking for a permission. Reasons, the first that applies: `stale`,
 * `bad_signature` (its signing key was withdrawn), `not_yet_valid`, `expired`, `revoked`, `suspended`, `role_deleted`.
 */
export function authenticateKey(state: AuthorityState, key: VerifiedKey, nowSeconds: number): Verdict {
  const standing = key.standingIn(state);
  return acceptedAt(standing, nowSeconds)?.verdict ?? refuseKey(state, standing, nowSeconds);
}

/**
 * Whether a key may do this at this moment: `authenticateKey`, then its exposure (`wrong_exposure`), then the permission
 * within the restriction of its role and its narrowing. A team or project the installation does not know is refused even
 * to a key that reaches all of them, and in the same words as one that exists out of reach.
 */
export function check(
  state: AuthorityState,
  key: VerifiedKey,
  request: CheckRequest,
  nowSeconds: number,
): Verdict {
  const standing = key.standingIn(state);
  const accepted = acceptedAt(standing, nowSeconds);
  if (accepted === null) return refuseKey(state, standing, nowSeconds);

  const { principal } = accepted.verdict;
  const { permission, project, environment, ip, origin, exposure } = request;
  if (exposure !== undefined && exposure !== exposureOf(principal)) return refuse(accepted, WRONG_EXPOSURE);
  const team = teamOf(accepted, request);
  // A project is of a team: to name one without a team is to name a team nobody knows.
  const isTeamNamed = request.team !== undefined || project !== undefined;
  const teamId = team === undefined && isTeamNamed ? UNKNOWN_ID : team?.id;
  const projectId = project === undefined ? undefined : (team?.projects.bySlug(project)?.id ?? UNKNOWN_ID);

  const asked = { permission, teamId, projectId, environment, ip, origin };
  const decision = decide(state.catalogue, principal.authority, asked);
  if (teamId === UNKNOWN_ID) return refuse(accepted, outOfReach(decision, "team_restricted"));
  if (projectId === UNKNOWN_ID) return refuse(accepted, outOfReach(decision, "project_restricted"));
  return decision.allowed ? accepted.verdict : refuse(accepted, decision);
}

function teamOf({ org, verdict }: Accepted, { team }: CheckRequest): Team | undefined {
  if (team !== undefined) return org.teams.bySlug(team);
  const { teamId } = verdict.principal;
  return teamId === null ? undefined : org.teams.byId(teamId);
}

// Says no more than for a team or project that exists out of reach; what is missing before that stays the answer.
function outOfReach(decision: Decision, reason: "team_restricted" | "project_restricted"): Denial {
  const isEarlier =
    !decision.allowed && (decision.reason === "permission_missing" || decision.reason === "team_restricted");
  return isEarlier ? decision : { allowed: false, reason };
}

function refuseKey(state: AuthorityState, standing: Standing, nowSeconds: number): Refused {
  return { allowed: false, reason: refusalAt(standing, nowSeconds), revision: state.revision };
}

function refuse({ verdict }: Accepted, denial: Denial): Refused {
  return { ...denial, revision: verdict.revision, principal: verdict.principal };
}
