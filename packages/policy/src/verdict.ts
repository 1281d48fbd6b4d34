/**
 * Why a request was refused. Closed and stable: clients switch on it.
 * The first group concerns the credential itself, the second what it may do.
 */
export const REASONS = [
  "no_credentials",
  "malformed",
  "bad_signature",
  "wrong_audience",
  "expired",
  "not_yet_valid",
  "revoked",
  "role_deleted",
  "suspended",
  "wrong_exposure",
  "permission_missing",
  "project_restricted",
  "environment_restricted",
  "team_restricted",
  "ip_not_allowed",
  "origin_not_allowed",
  "stale",
] as const;

export type Reason = (typeof REASONS)[number];

/** What `decide` answers: returned, never thrown. `missing` names the permission that was asked for and is not held. */
export type Decision = { readonly allowed: true } | Denial;

export interface Denial {
  readonly allowed: false;
  readonly reason: Reason;
  readonly missing?: string;
}
