import type { NarrowingDefinition } from "@keywright/policy";
import { isCount, isRecord, isText, listOf, type Shape } from "./shapes.ts";

/** A narrowing as the claim `nrw` carries it; the names are short because headers are limited in the wild. */
export interface NarrowingClaim {
  /** Permissions as a bit set, base64url. */
  readonly p?: string;
  /** Project ids. */
  readonly pr?: readonly string[];
  /** Environment names. */
  readonly e?: readonly string[];
  /** CIDR ranges. */
  readonly ip?: readonly string[];
  /** Websites, as browsers write them into the header `Origin`. */
  readonly o?: readonly string[];
}

/** The payload of a key: RFC 9068 section 2.2 and Keywright's own claims. Times are epoch seconds. */
export interface KeyClaims {
  readonly iss: string;
  readonly aud: string | readonly string[];
  /** Token id. */
  readonly sub: string;
  /** Key id. */
  readonly jti: string;
  /** Always equal to `sub`: the token is its own client (RFC 9068 section 2.2). */
  readonly client_id: string;
  readonly iat: number;
  readonly nbf?: number;
  /** Absent only for a key without expiry. */
  readonly exp?: number;
  readonly org: string;
  /** The team, exactly when `entityType` is "team". */
  readonly team?: string;
  readonly role: string;
  readonly entityType: "team" | "org" | "platform";
  /** Publishable: holds no more than the permissions flagged publishable. Absent for a secret token. */
  readonly pub?: true;
  readonly nrw?: NarrowingClaim;
}

const NARROWING_MEMBERS: ReadonlySet<string> = new Set(["p", "pr", "e", "ip", "o"]);

const isTextList = listOf(isText);
const isAbsent: Shape = (value) => value === undefined;

/**
 * Reads the payload of a key whose signature has been checked. Claims it does not know are ignored
 * (RFC 7519 section 4). A known claim of the wrong type, or an unknown member of `nrw`, which could only take more
 * away, makes the whole payload undefined.
 */
export function parseClaims(payload: unknown): KeyClaims | undefined {
  if (!isRecord(payload)) return undefined;
  const { iss, aud, sub, jti, client_id, iat, nbf, exp, org, team, role, entityType, pub, nrw } = payload;
  const valid =
    [iss, sub, jti, org, role].every(isText) &&
    client_id === sub &&
    (isText(aud) || isTextList(aud)) &&
    isCount(iat) &&
    (isAbsent(nbf) || isCount(nbf)) &&
    (isAbsent(exp) || isCount(exp)) &&
    (entityType === "team" ? isText(team) : isAbsent(team)) &&
    (entityType === "team" || entityType === "org" || entityType === "platform") &&
    (isAbsent(pub) || pub === true) &&
    (isAbsent(nrw) || narrowingFromClaim(nrw) !== undefined);
  return valid ? (payload as unknown as KeyClaims) : undefined;
}

/** The claim `nrw` for a narrowing. A field left out takes nothing away; an empty list takes everything. */
export function narrowingToClaim(narrowing: NarrowingDefinition): NarrowingClaim {
  const { permissionBits, projects, environments, allowedIps, allowedOrigins } = narrowing;
  return {
    ...(permissionBits !== undefined && { p: permissionBits }),
    ...(projects !== undefined && { pr: projects }),
    ...(environments !== undefined && { e: environments }),
    ...(allowedIps !== undefined && { ip: allowedIps }),
    ...(allowedOrigins !== undefined && { o: allowedOrigins }),
  };
}

/** The narrowing that a claim `nrw` carries; undefined unless every member of it is understood. */
export function narrowingFromClaim(claim: unknown): NarrowingDefinition | undefined {
  if (!isRecord(claim) || !Object.keys(claim).every((name) => NARROWING_MEMBERS.has(name))) return undefined;
  // An empty bit set is an empty text: it takes every permission away.
  const valid =
    (isAbsent(claim.p) || typeof claim.p === "string") &&
    (isAbsent(claim.pr) || isTextList(claim.pr)) &&
    (isAbsent(claim.e) || isTextList(claim.e)) &&
    (isAbsent(claim.ip) || isTextList(claim.ip)) &&
    (isAbsent(claim.o) || isTextList(claim.o));
  if (!valid) return undefined;
  const { p, pr, e, ip, o } = claim as NarrowingClaim;
  return {
    ...(p !== undefined && { permissionBits: p }),
    ...(pr !== undefined && { projects: pr }),
    ...(e !== undefined && { environments: e }),
    ...(ip !== undefined && { allowedIps: ip }),
    ...(o !== undefined && { allowedOrigins: o }),
  };
}
