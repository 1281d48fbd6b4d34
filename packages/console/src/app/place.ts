import type { Client } from "@keywright/sdk";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { createContext, useContext } from "react";
import { type Account, accountQuery, type Membership, type MembershipTeam } from "../api/account.ts";
import { clientOf } from "../api/client.ts";

export interface OrgPlace {
  /** The organization's slug, for `read(org, …)` and for links. */
  readonly org: string;
  readonly membership: Membership;
  /** The team's slug, on pages of a team. */
  readonly team: string | undefined;
  /** What they hold in the team itself, or in the organization on its own pages: tokens of their own are made from these. */
  readonly roles: Membership["roles"];
  /** The public API as the person who is signed in, in this organization. */
  readonly client: Client;
  /** Whether they hold the permission here, in at least one project. The server decides anew on every request. */
  can(permission: string): boolean;
}

export interface TeamPlace extends OrgPlace {
  readonly team: string;
  readonly teamOf: MembershipTeam;
}

export function useAccount(): Account {
  return useSuspenseQuery(accountQuery).data;
}

interface ChosenPlace {
  readonly org: string;
  readonly team: string | undefined;
}

const Chosen = createContext<ChosenPlace | undefined>(undefined);

/** Around what is in a place that was chosen on the page, and not in the one that the address names. */
export const InPlace = Chosen.Provider;

/** Where a page is, and what the person may do there. For pages of an organization and of a team alike. */
export function usePlace(): OrgPlace {
  const addressed = useParams({ strict: false });
  const { org = "", team } = useContext(Chosen) ?? addressed;
  const membership = useAccount().memberships.find((one) => one.org.id === org);
  if (!membership) throw new Error("The route lets members of the organization in only");
  const teamOf = membership.teams.find(({ id }) => id === team);
  const held = new Set([...membership.permissions, ...(teamOf?.permissions ?? [])]);
  const { roles } = team === undefined ? membership : (teamOf ?? { roles: [] });
  return { org, team, membership, roles, client: clientOf(org), can: (permission) => held.has(permission) };
}

/** For pages of a team alone. */
export function useTeamPlace(): TeamPlace {
  const place = usePlace();
  const teamOf = place.membership.teams.find(({ id }) => id === place.team);
  if (!teamOf) throw new Error("The route lets those in only who reach the team");
  return { ...place, team: teamOf.id, teamOf };
}
