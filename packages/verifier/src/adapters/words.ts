import type { Reason } from "@keywright/policy";
import type { Exposure } from "../principal.ts";

/**
 * What HTTP says of each refusal: the words of Keywright's own API, so that a client meets one manner wherever it shows
 * its token. The verifier stands alone, hence this copy of a part of the contract's table; a test holds the two together.
 */
export const REFUSALS = {
  bad_request: { status: 400, title: "The request cannot be read" },

  no_credentials: { status: 401, title: "Credentials are needed" },
  malformed: { status: 401, title: "The token is malformed" },
  bad_signature: { status: 401, title: "The token was not signed by this installation" },
  wrong_audience: { status: 401, title: "The token was made for another service" },
  expired: { status: 401, title: "The token has expired" },
  not_yet_valid: { status: 401, title: "The token is not valid yet" },
  revoked: { status: 401, title: "The token has been revoked" },
  role_deleted: { status: 401, title: "The token's role has been deleted" },
  suspended: { status: 401, title: "The token's organization is suspended" },

  wrong_exposure: { status: 403, title: "The endpoint takes tokens of the other exposure" },
  permission_missing: { status: 403, title: "A permission is missing" },
  project_restricted: { status: 403, title: "The project is outside the token's restriction" },
  environment_restricted: { status: 403, title: "The environment is outside the token's restriction" },
  team_restricted: { status: 403, title: "The team is outside the token's restriction" },
  ip_not_allowed: { status: 403, title: "The token may not be used from this address" },
  origin_not_allowed: { status: 403, title: "The token may not be used on this website" },

  not_found: { status: 404, title: "Not found" },

  internal_error: { status: 500, title: "Something went wrong on our side" },
  stale: { status: 503, title: "This server cannot confirm the current authority" },
} as const satisfies Record<
  Reason | "bad_request" | "not_found" | "internal_error",
  { readonly status: number; readonly title: string }
>;

export type RefusalCode = keyof typeof REFUSALS;

/** What a token of the other exposure is told, by the exposure that the route takes. */
export const WRONG_EXPOSURE: Readonly<Record<Exposure, string>> = {
  secret: "A publishable token cannot be used here: this endpoint takes secret tokens only.",
  publishable:
    "A secret token cannot be used here: this endpoint takes publishable tokens only. " +
    "Never put a secret token into a page or an app.",
};
