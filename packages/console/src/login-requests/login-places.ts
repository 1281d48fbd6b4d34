import type { Account } from "../api/account.ts";
import { type OwnPlace, ownPlaces } from "../tokens/own-places.ts";
import type { LoginRequest } from "./login-request.ts";

/** Where a command line can be given a token. */
export function loginPlaces(
  account: Pick<Account, "memberships">,
  { kind }: Pick<LoginRequest, "kind">,
): OwnPlace[] {
  const places = ownPlaces(account);
  // Northflank's command line names no team: it works with a team's token only.
  return kind === "northflank" ? places.filter(({ team }) => team !== undefined) : places;
}
