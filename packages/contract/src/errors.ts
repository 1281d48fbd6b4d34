import { z } from "zod";

/**
 * The one table of refusals. `code` is stable: clients switch on it. Verdict reasons of the policy that reach HTTP stand
 * here under the same name.
 */
export const ERRORS = {
  bad_request: { status: 400, title: "The request cannot be read" },
  malformed_json: { status: 400, title: "The body is not valid JSON" },
  validation_failed: { status: 400, title: "Some fields are not valid" },
  unknown_permission: { status: 400, title: "The catalogue has no such permission" },
  unknown_reference: { status: 400, title: "The request names something that does not exist" },
  org_required: { status: 400, title: "Name the organization in the header keywright-org" },
  team_required: { status: 400, title: "Name the team in the path" },
  ambiguous_paths: { status: 400, title: "Two paths match the same requests" },
  empty_restriction: { status: 400, title: "A restriction must name what it reaches" },
  lifetime_not_allowed: { status: 400, title: "The token policy does not allow this lifetime" },
  address_not_allowed: { status: 400, title: "Keywright may not connect to this address" },
  trust_rule_too_wide: { status: 400, title: "The trust rule would trust others too" },
  not_publishable: { status: 400, title: "A publishable token may not hold this permission" },
  owner_not_allowed: { status: 400, title: "The token cannot have this owner" },

  setup_invalid: { status: 400, title: "The setup link is unknown, used or expired" },
  invitation_invalid: { status: 400, title: "The invitation is unknown, used or expired" },

  no_credentials: { status: 401, title: "Credentials are needed" },
  malformed: { status: 401, title: "The token is malformed" },
  bad_signature: { status: 401, title: "The token was not signed by this installation" },
  wrong_audience: { status: 401, title: "The token was made for another service" },
  expired: { status: 401, title: "The token has expired" },
  not_yet_valid: { status: 401, title: "The token is not valid yet" },
  revoked: { status: 401, title: "The token has been revoked" },
  role_deleted: { status: 401, title: "The token's role has been deleted" },
  suspended: { status: 401, title: "The token's organization is suspended" },
  session_ended: { status: 401, title: "The session has ended" },

  permission_missing: { status: 403, title: "A permission is missing" },
  project_restricted: { status: 403, title: "The project is outside the token's restriction" },
  environment_restricted: { status: 403, title: "The environment is outside the token's restriction" },
  team_restricted: { status: 403, title: "The team is outside the token's restriction" },
  ip_not_allowed: { status: 403, title: "The token may not be used from this address" },
  origin_not_allowed: { status: 403, title: "The token may not be used on this website" },
  wrong_exposure: { status: 403, title: "The endpoint takes tokens of the other exposure" },
  no_route_rule: { status: 403, title: "No rule lets this request pass" },
  cross_site: { status: 403, title: "The request comes from another site" },
  person_required: { status: 403, title: "Only a person who has signed in may do this" },
  sign_in_required: { status: 403, title: "Sign in as the invited person first" },
  sso_required: {
    status: 403,
    title: "The organization wants its people to sign in with its identity provider",
  },
  sso_session: {
    status: 403,
    title: "The session began with single sign-on and is good for its organization alone",
  },
  device_login_off: { status: 403, title: "The organization has switched device login off" },
  trust_rule_unmet: { status: 403, title: "The CI token does not fulfil the trust rule" },
  escalation: { status: 403, title: "Nobody can give more authority than they have" },

  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "The path does not know this method" },

  slug_taken: { status: 409, title: "The name is taken" },
  app_connection_exists: { status: 409, title: "The team has an app connection of this name" },
  app_connection_in_use: { status: 409, title: "The app connection is still in use" },
  secret_group_in_use: { status: 409, title: "Syncs still use the secret group" },
  sync_exists: { status: 409, title: "The team has a sync of this name" },
  sync_conflict: { status: 409, title: "Another sync writes the same variables" },
  trust_rule_exists: { status: 409, title: "The team has a trust rule of this name" },
  already_member: { status: 409, title: "Already a member" },
  role_built_in: { status: 409, title: "This role is built in" },
  last_owner: { status: 409, title: "The last owner cannot be removed" },
  permission_in_use: { status: 409, title: "Roles still hold the permission" },
  project_not_empty: { status: 409, title: "The project still contains something" },
  home_organization: { status: 409, title: "The operator's own organization cannot be suspended or deleted" },
  token_ended: { status: 409, title: "The token has ended" },
  not_derivable: { status: 409, title: "No token can be derived from this one" },
  too_many_tokens: { status: 409, title: "Too many short-lived tokens are alive" },
  too_many_personal_tokens: { status: 409, title: "Too many personal tokens are alive" },
  too_many_keys: { status: 409, title: "The token has as many keys as a token may have" },
  rotation_under_way: { status: 409, title: "The token is rotating already" },
  signing_key_too_new: { status: 409, title: "The next signing key is not known everywhere yet" },
  master_key_external: { status: 409, title: "The master key is not kept in the data folder" },
  idempotency_key_reused: { status: 409, title: "The Idempotency-Key was used for a different request" },
  domain_taken: { status: 409, title: "Another organization signs in people of this domain" },
  login_request_ended: { status: 409, title: "The login request has been answered already" },
  login_request_expired: { status: 409, title: "The login request has expired" },

  body_too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "The body must be application/json" },
  // The other platform's word on what we asked it for: no fault of ours, and none that asking us differently would mend.
  credentials_rejected: { status: 424, title: "The platform does not accept the credentials" },
  platform_permission_missing: { status: 424, title: "The credentials lack a permission on the platform" },
  platform_refused: { status: 424, title: "The platform refused what was asked" },
  platform_unavailable: { status: 424, title: "The platform cannot be reached, or gave no usable answer" },

  too_many_streams: { status: 429, title: "Too many streams are open" },
  sign_in_locked: { status: 429, title: "Too many passwords have been tried" },
  user_codes_locked: { status: 429, title: "Too many wrong codes have been tried" },
  too_many_sign_ins: { status: 429, title: "Too many sign-ins were begun from this address" },
  headers_too_large: { status: 431, title: "The request headers are too large" },

  internal_error: { status: 500, title: "Something went wrong on our side" },
  issuer_unavailable: { status: 503, title: "The identity provider cannot be reached" },
  stale: { status: 503, title: "This server cannot confirm the current authority" },
  database_unreachable: { status: 503, title: "The database cannot be reached at the moment" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

const CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

/** RFC 9457 problem details, plus the `error` envelope that clients of platforms like this one read. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(CODES),
  requestId: z.string(),
  error: z.object({
    status: z.int(),
    message: z.string(),
    id: z.string(),
    details: z.record(z.string(), z.array(z.string())).optional(),
  }),
});
export type Problem = z.infer<typeof Problem>;
