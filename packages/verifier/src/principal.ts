import type { Authority } from "@keywright/policy";
import type { KeyClaims } from "./claims.ts";

/** `publishable` tokens may be seen by anybody, in a page or an app, and are not good for much; `secret` ones may not. */
export type Exposure = "secret" | "publishable";

/** Who holds a key, without what they may do: as a key itself says it. Times are epoch seconds. */
export interface NamedPrincipal {
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
}

/** Who holds a key, and what it may do now. */
export interface Principal extends NamedPrincipal {
  readonly authority: Authority;
}

export function principalOf(claims: KeyClaims, expiresAt: number | null): NamedPrincipal {
  return {
    tokenId: claims.sub,
    keyId: claims.jti,
    orgId: claims.org,
    teamId: claims.team ?? null,
    roleId: claims.role,
    entityType: claims.entityType,
    publishable: claims.pub === true,
    issuedAt: claims.iat,
    expiresAt,
  };
}

export function exposureOf({ publishable }: Pick<NamedPrincipal, "publishable">): Exposure {
  return publishable ? "publishable" : "secret";
}
