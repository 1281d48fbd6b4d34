import type { Bits } from "./bits.ts";
import { ALL_IDS, type IdSet } from "./id-set.ts";
import type { IpRange } from "./ip.ts";

/** Which projects of one team, and which environments in them (null: every environment, and requests that name none). */
export interface Reach {
  readonly projects: IdSet;
  readonly environments: ReadonlySet<string> | null;
}

/** Reach that nothing restricts. */
export const UNRESTRICTED: Reach = Object.freeze({ projects: ALL_IDS, environments: null });

/** A role, compiled: what one role gives now. */
export interface Grant {
  readonly level: "org" | "team";
  /** The one team of a team role; null for an organization role. */
  readonly teamId: string | null;
  readonly bits: Bits;
  /** Reach by team id; null when every team is reached without restriction. */
  readonly teams: ReadonlyMap<string, Reach> | null;
}

/** What a token gave up, compiled. Null takes nothing away; an empty set takes everything. */
export interface Narrowing {
  readonly bits: Bits | null;
  readonly projects: ReadonlySet<string> | null;
  readonly environments: ReadonlySet<string> | null;
  readonly allowedIps: readonly IpRange[] | null;
  /** Websites, as browsers write them into the header `Origin`. */
  readonly allowedOrigins: ReadonlySet<string> | null;
}

/** The narrowing of what is not narrowed. */
export const NO_NARROWING: Narrowing = Object.freeze({
  bits: null,
  projects: null,
  environments: null,
  allowedIps: null,
  allowedOrigins: null,
});

/** What a principal can do now: the union of its grants, cut down by its narrowing. All grants are of one organization. */
export interface Authority {
  readonly grants: readonly Grant[];
  readonly narrowing: Narrowing | null;
  /** A publishable token never holds more than the permissions flagged publishable at this moment. */
  readonly publishableOnly: boolean;
}

/** The same, wherever requests come from: for further questions about one whose address and website have been judged. */
export function fromAnywhere(authority: Authority): Authority {
  const { narrowing } = authority;
  if (narrowing === null) return authority;
  return { ...authority, narrowing: { ...narrowing, allowedIps: null, allowedOrigins: null } };
}
