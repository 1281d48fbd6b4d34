const WORDS: Readonly<Record<string, string>> = {
  allowed: "allowed",
  permission_missing: "permission missing",
  project_restricted: "project outside the restriction",
  environment_restricted: "environment outside the restriction",
  team_restricted: "team outside the restriction",
  ip_not_allowed: "address not allowed",
  origin_not_allowed: "website not allowed",
  wrong_exposure: "token of the other exposure",
  expired: "token expired",
  not_yet_valid: "token not valid yet",
  revoked: "token revoked",
  role_deleted: "role deleted",
  suspended: "organization suspended",
  stale: "authority not confirmed in time",
  no_credentials: "no credentials",
  malformed: "malformed token",
  bad_signature: "bad signature",
  wrong_audience: "made for another service",
};

/** The reason of a refusal, as people say it. */
export function verdictWords(verdict: string): string {
  return WORDS[verdict] ?? verdict.replaceAll("_", " ");
}
