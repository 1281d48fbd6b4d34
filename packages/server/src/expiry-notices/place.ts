import type { ConsolePlace } from "../sign-in/links.ts";
import type { ExpiringToken } from "./queries.ts";

/** Where a token is, by the ids that people see. */
export function placeOf({ org_slug, team_slug }: ExpiringToken): ConsolePlace {
  return { org: org_slug, ...(team_slug !== null && { team: team_slug }) };
}
