import type { Account } from "../api/account.ts";
import type { LoginRequest } from "./login-request.ts";

/** Where a token can be issued: an organization, or one of its teams. */
export interface LoginPlace {
  /** `northwind`, `northwind/web`. */
  readonly value: string;
  readonly label: string;
  readonly org: string;
  readonly orgName: string;
  readonly team: string | undefined;
}

/**
 * Where the person holds roles, as tokens of their own are made from those; teams first, as most work is done in one. Teams
 * that they reach by a role of the organization are reached with a token of the organization, too.
 */
export function loginPlaces(
  { memberships }: Pick<Account, "memberships">,
  { kind }: Pick<LoginRequest, "kind">,
): LoginPlace[] {
  // Northflank's command line names no team: it works with a team's token only.
  const inTeamsOnly = kind === "northflank";
  return memberships
    .filter(({ org }) => !org.suspended)
    .flatMap(({ org, roles, teams }) => {
      const inOrg = { org: org.id, orgName: org.name };
      const ofTeams = teams
        .filter((team) => team.roles.length > 0)
        .map(({ id, name }) => ({ ...inOrg, value: `${org.id}/${id}`, label: name, team: id }));
      const ofOrg = { ...inOrg, value: org.id, label: `${org.name}, across its teams`, team: undefined };
      return roles.length > 0 && !inTeamsOnly ? [...ofTeams, ofOrg] : ofTeams;
    });
}
