import type { CatalogueEntry, RoleDefinition } from "@keywright/policy";

/** An Ed25519 public signing key as a JWK (RFC 8037 section 2). It never carries the private member `d`. */
export interface PublicJwk {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  /** 32 bytes, base64url. */
  readonly x: string;
  readonly kid: string;
  readonly alg: "EdDSA";
  readonly use: "sig";
}

export type EndKind = "token_ended" | "key_ended";

/** The end of a token or of one of its keys. */
export interface EndChange<Kind extends EndKind = EndKind> {
  readonly kind: Kind;
  readonly orgId: string;
  readonly id: string;
  /** Epoch seconds of the first instant it is refused: 0 for what is over, else ahead (rotation overlap, an earlier expiry). */
  readonly endsAt: number;
  /** Epoch seconds from which no JWT of it can be valid any more, so that the end may be forgotten; null: never. */
  readonly forgetAt: number | null;
  readonly reason: "revoked" | "expired";
}

/**
 * One step in the authority of an installation. A change carries authority and nothing else: no names, no
 * descriptions. So a field that a verifier does not know is authority that it does not understand, and it refuses
 * the whole change (see `UnsupportedChange`) instead of guessing.
 *
 * Parents come before children. `team_deleted` takes its projects and roles along, `org_deleted` everything.
 */
export type Change =
  | { readonly kind: "catalogue_set"; readonly entries: readonly CatalogueEntry[] }
  /** Every key that may still verify; a key left out is withdrawn. */
  | { readonly kind: "signing_keys_set"; readonly keys: readonly PublicJwk[] }
  | { readonly kind: "org_set"; readonly orgId: string; readonly slug: string; readonly suspended: boolean }
  | { readonly kind: "org_deleted"; readonly orgId: string }
  | { readonly kind: "team_set"; readonly orgId: string; readonly teamId: string; readonly slug: string }
  | { readonly kind: "team_deleted"; readonly orgId: string; readonly teamId: string }
  | {
      readonly kind: "project_set";
      readonly orgId: string;
      readonly teamId: string;
      readonly projectId: string;
      readonly slug: string;
    }
  | {
      readonly kind: "project_deleted";
      readonly orgId: string;
      readonly teamId: string;
      readonly projectId: string;
    }
  | {
      readonly kind: "role_set";
      readonly orgId: string;
      readonly roleId: string;
      readonly slug: string;
      readonly definition: RoleDefinition;
    }
  | { readonly kind: "role_deleted"; readonly orgId: string; readonly roleId: string }
  | EndChange<"token_ended">
  | EndChange<"key_ended">;

/** One authority-changing transaction. Revisions are consecutive: a reader of revision N has seen everything up to N. */
export interface Revision {
  readonly revision: number;
  /** The organization concerned; null for the whole installation. */
  readonly orgId: string | null;
  readonly changes: readonly Change[];
}

/** The state at a revision, as the list of changes that builds it from nothing. */
export interface Snapshot {
  readonly revision: number;
  readonly changes: readonly Change[];
}

/**
 * A change that cannot be applied: of a kind or with a field this version does not know, or naming a parent that does
 * not exist. Skipping it could leave authority standing that is gone, so the state refuses everything as `stale`
 * until it is given a snapshot it understands.
 */
export class UnsupportedChange extends Error {
  override readonly name = "UnsupportedChange";
}
