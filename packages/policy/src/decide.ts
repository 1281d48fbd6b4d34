import { NO_NARROWING, type Authority, type Narrowing } from "./authority.ts";
import { hasBit } from "./bits.ts";
import type { Catalogue } from "./catalogue.ts";
import { STOP, stopIn, usable, type Place } from "./grant.ts";
import { ipInRange, parseIp } from "./ip.ts";
import type { Decision, Denial, Reason } from "./verdict.ts";

/** What is asked: may the principal use `permission` at this place, from the address `ip`? Ids are internal ids. */
export interface AccessRequest extends Place {
  readonly permission: string;
  readonly ip?: string | undefined;
}

// Shared and frozen, so that a warm check allocates nothing.
const ALLOWED: Decision = Object.freeze({ allowed: true });
const IP_NOT_ALLOWED = denial("ip_not_allowed");
const DENIALS: Readonly<Record<number, Denial>> = {
  [STOP.team]: denial("team_restricted"),
  [STOP.project]: denial("project_restricted"),
  [STOP.environment]: denial("environment_restricted"),
};

/**
 * Decides one request. Allowed if one grant, cut down by the narrowing, allows it; otherwise the reason is that of the
 * grant that got furthest, in the order permission, team, project, environment, address. Never throws.
 */
export function decide(catalogue: Catalogue, authority: Authority, request: AccessRequest): Decision {
  const position = usable(catalogue, authority, request.permission);
  if (position === undefined) return missing(request.permission);
  const narrowing = authority.narrowing ?? NO_NARROWING;
  let furthest: number = STOP.permission;
  for (const grant of authority.grants) {
    if (!hasBit(grant.bits, position.bit)) continue;
    furthest = Math.max(furthest, stopIn(grant, narrowing, position.scope, request));
    if (furthest === STOP.nowhere) return ipAllowed(narrowing, request.ip) ? ALLOWED : IP_NOT_ALLOWED;
  }
  return DENIALS[furthest] ?? missing(request.permission);
}

function ipAllowed({ allowedIps }: Narrowing, text: string | undefined): boolean {
  if (allowedIps === null) return true;
  const ip = text === undefined ? undefined : parseIp(text);
  return ip !== undefined && allowedIps.some((range) => ipInRange(ip, range));
}

function missing(permission: string): Denial {
  return { allowed: false, reason: "permission_missing", missing: permission };
}

function denial(reason: Reason): Denial {
  return Object.freeze({ allowed: false, reason });
}
