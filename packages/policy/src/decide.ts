import { NO_NARROWING, type Authority, type Narrowing } from "./authority.ts";
import { hasBit } from "./bits.ts";
import type { Catalogue } from "./catalogue.ts";
import { STOP, stopIn, usable, type Place } from "./grant.ts";
import { ipInRange, parseIp } from "./ip.ts";
import type { Decision, Denial, Reason } from "./verdict.ts";

/**
 * What is asked: may the principal use `permission` at this place, from the address `ip`, on a page of the website
 * `origin`? Ids are internal ids.
 */
export interface AccessRequest extends Place {
  readonly permission: string;
  readonly ip?: string | undefined;
  /** The header `Origin` of the request, as it came. */
  readonly origin?: string | undefined;
}

type Source = Pick<AccessRequest, "ip" | "origin">;
type ElsewhereReason = keyof typeof ELSEWHERE;

// Shared and frozen, so that a warm check allocates nothing.
const ALLOWED: Decision = Object.freeze({ allowed: true });
const ELSEWHERE = {
  ip_not_allowed: denial("ip_not_allowed"),
  origin_not_allowed: denial("origin_not_allowed"),
} as const;
const DENIALS: Readonly<Record<number, Denial>> = {
  [STOP.team]: denial("team_restricted"),
  [STOP.project]: denial("project_restricted"),
  [STOP.environment]: denial("environment_restricted"),
};

/**
 * Decides one request. Allowed if one grant, cut down by the narrowing, allows it; otherwise the reason is that of the
 * grant that got furthest, in the order permission, team, project, environment, address, website. Never throws.
 */
export function decide(catalogue: Catalogue, authority: Authority, request: AccessRequest): Decision {
  const position = usable(catalogue, authority, request.permission);
  if (position === undefined) return missing(request.permission);
  const narrowing = authority.narrowing ?? NO_NARROWING;
  let furthest: number = STOP.permission;
  for (const grant of authority.grants) {
    if (!hasBit(grant.bits, position.bit)) continue;
    furthest = Math.max(furthest, stopIn(grant, narrowing, position.scope, request));
    if (furthest === STOP.nowhere) return decideSource(narrowing, request);
  }
  return DENIALS[furthest] ?? missing(request.permission);
}

/** Where the request comes from matters alike wherever it goes. */
function decideSource(narrowing: Narrowing, request: Source): Decision {
  const reason = stopAtSource(narrowing, request);
  return reason === undefined ? ALLOWED : ELSEWHERE[reason];
}

/** Why whoever has this authority may ask nothing from there, whatever it is; undefined when they may ask. */
export function boundElsewhere({ narrowing }: Authority, source: Source): ElsewhereReason | undefined {
  return narrowing === null ? undefined : stopAtSource(narrowing, source);
}

function stopAtSource(narrowing: Narrowing, { ip, origin }: Source): ElsewhereReason | undefined {
  if (!ipAllowed(narrowing, ip)) return "ip_not_allowed";
  return originAllowed(narrowing, origin) ? undefined : "origin_not_allowed";
}

function ipAllowed({ allowedIps }: Narrowing, text: string | undefined): boolean {
  if (allowedIps === null) return true;
  const ip = text === undefined ? undefined : parseIp(text);
  return ip !== undefined && allowedIps.some((range) => ipInRange(ip, range));
}

function originAllowed({ allowedOrigins }: Narrowing, origin: string | undefined): boolean {
  return allowedOrigins === null || (origin !== undefined && allowedOrigins.has(origin));
}

function missing(permission: string): Denial {
  return { allowed: false, reason: "permission_missing", missing: permission };
}

function denial(reason: Reason): Denial {
  return Object.freeze({ allowed: false, reason });
}
