import type { Authority, Reason } from "@keywright/policy";

/** Who holds a key, and what it may do now. Times are epoch seconds. */
export interface Principal {
  readonly tokenId: string;
  readonly keyId: string;
  readonly orgId: string;
  /** The team of a team token; null for a token of the organization or the platform. */
  readonly teamId: string | null;
  readonly roleId: string;
  readonly entityType: "team" | "org" | "platform";
  readonly publishable: boolean;
  readonly issuedAt: number;
  /** The first instant it is refused, as known at this revision; null for no expiry. */
  readonly expiresAt: number | null;
  readonly authority: Authority;
}

/** What a check answers: returned, never thrown. `revision` is the state it was decided at. */
export type Verdict = Allowed | Refused;

export interface Allowed {
  readonly allowed: true;
  readonly principal: Principal;
  readonly revision: number;
}

export interface Refused {
  readonly allowed: false;
  readonly reason: Reason;
  /** The permission that was asked for and is not held. */
  readonly missing?: string;
  readonly revision: number;
  /** Present when the key itself stands and only the request is refused. */
  readonly principal?: Principal;
}
