import type { Account } from "../api/account.ts";

/** Where a token can belong to a person: an organization, or one of its teams. */
export interface OwnPlace {
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
export function ownPlaces({ memberships }: Pick<Account, "memberships">): OwnPlace[] {
  return memberships
    .filter(({ org }) => !org.suspended)
    .flatMap(({ org, roles, teams }) => {
      const inOrg = { org: org.id, orgName: org.name };
      const ofTeams = teams
        .filter((team) => team.roles.length > 0)
        .map(({ id, name }) => ({ ...inOrg, value: `${org.id}/${id}`, label: name, team: id }));
      const ofOrg = { ...inOrg, value: org.id, label: `${org.name}, across its teams`, team: undefined };
      return roles.length > 0 ? [...ofTeams, ofOrg] : ofTeams;
    });
}
