import type { Narrowing, Reason } from "@keywright/policy";
import type { KeyClaims } from "./claims.ts";
import { type Principal, principalOf } from "./principal.ts";
import type { AuthorityState } from "./state.ts";
import type { Org, Role } from "./tables.ts";
import type { Allowed } from "./verdict.ts";

/** What a checked signature vouches for. */
export interface Credential {
  readonly claims: KeyClaims;
  /** The narrowing of the token, compiled; null for none. */
  readonly narrowing: Narrowing | null;
  /** Id and public half (`x`) of the signing key: when it is withdrawn or replaced, the credential falls. */
  readonly kid: string;
  readonly signedBy: string;
}

/** How a credential stands at one state: everything that has to be looked up, looked up once. */
export interface Standing {
  /** The epoch of the state it was looked up in. */
  readonly epoch: object;
  /** In order of precedence. */
  readonly obstacles: readonly Obstacle[];
  /** From this epoch second, and before the other one, no obstacle applies. */
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  readonly accepted: Accepted | null;
}

/** What stands behind an accepted credential. */
export interface Accepted {
  readonly org: Org;
  /** The one verdict for everything it is allowed at this state. */
  readonly verdict: Allowed;
}

/** A reason to refuse during a span of time that has no beginning or no end, or neither. */
interface Obstacle {
  readonly reason: Reason;
  readonly fromSeconds: number;
  readonly untilSeconds: number;
}

/** Looks a credential up in the state. */
export function standingOf(state: AuthorityState, credential: Credential): Standing {
  const { claims } = credential;
  const org = state.orgs.byId(claims.org);
  const role = org && roleOf(org, claims);
  const obstacles = obstaclesOf(state, credential, org, role);
  const fromSeconds = Math.max(...obstacles.filter(hasNoBeginning).map((obstacle) => obstacle.untilSeconds));
  const ends = obstacles.filter((obstacle) => !hasNoBeginning(obstacle));
  const untilSeconds = Math.min(...ends.map((obstacle) => obstacle.fromSeconds));
  const accepted = org && role && accept(state, credential, org, role, untilSeconds);
  return { epoch: state.epoch, obstacles, fromSeconds, untilSeconds, accepted: accepted ?? null };
}

/**
 * What the credential is accepted as at this time, or null. This is the one gate to being allowed: an instant that is
 * not a number passes neither comparison.
 */
export function acceptedAt(standing: Standing, nowSeconds: number): Accepted | null {
  return nowSeconds >= standing.fromSeconds && nowSeconds < standing.untilSeconds ? standing.accepted : null;
}

/** Why the credential is not accepted at this time: the first obstacle; `stale` if the time itself is unknown. */
export function refusalAt(standing: Standing, nowSeconds: number): Reason {
  const applies = (obstacle: Obstacle) =>
    nowSeconds >= obstacle.fromSeconds && nowSeconds < obstacle.untilSeconds;
  return standing.obstacles.find(applies)?.reason ?? "stale";
}

function obstaclesOf(
  state: AuthorityState,
  { claims, kid, signedBy }: Credential,
  org: Org | undefined,
  role: Role | undefined,
): Obstacle[] {
  const { nbf, exp } = claims;
  const tokenEnd = state.tokenEnds.get(claims.sub);
  const keyEnd = state.keyEnds.get(claims.jti);
  const obstacles = [
    !state.ready && always("stale"),
    state.signingKeys.get(kid)?.jwk.x !== signedBy && always("bad_signature"),
    nbf !== undefined && until(nbf, "not_yet_valid"),
    exp !== undefined && from(exp, "expired"),
    org === undefined && always("revoked"),
    org?.suspended && always("suspended"),
    tokenEnd && from(tokenEnd.endsAt, tokenEnd.reason),
    keyEnd && from(keyEnd.endsAt, keyEnd.reason),
    role === undefined && always("role_deleted"),
  ];
  return obstacles.filter((obstacle) => typeof obstacle === "object");
}

const always = (reason: Reason): Obstacle => ({ reason, fromSeconds: -Infinity, untilSeconds: Infinity });
const until = (instant: number, reason: Reason): Obstacle => ({ ...always(reason), untilSeconds: instant });
const from = (instant: number, reason: Reason): Obstacle => ({ ...always(reason), fromSeconds: instant });
const hasNoBeginning = (obstacle: Obstacle) => obstacle.fromSeconds === -Infinity;

// A role is found only where the claims say it lives: in their organization, and in their team or in none.
function roleOf(org: Org, { team, role }: KeyClaims): Role | undefined {
  const home = team === undefined ? org : org.teams.byId(team);
  return home?.roles.byId(role);
}

function accept(
  state: AuthorityState,
  { claims, narrowing }: Credential,
  org: Org,
  role: Role,
  untilSeconds: number,
): Accepted {
  const named = principalOf(claims, untilSeconds === Infinity ? null : untilSeconds);
  const principal: Principal = {
    ...named,
    authority: { grants: [role.grantIn(state.catalogue)], narrowing, publishableOnly: named.publishable },
  };
  return { org, verdict: Object.freeze({ allowed: true, principal, revision: state.revision }) };
}
