import type { LinkProps } from "@tanstack/react-router";
import type { TeamPlace } from "../app/place.ts";

type Place = Pick<TeamPlace, "org" | "team">;

export function connectionsLink({ org, team }: Place): LinkProps {
  return { to: "/o/$org/t/$team/connections", params: { org, team } };
}

export function connectionLink({ org, team }: Place, connectionId: string): LinkProps {
  return { to: "/o/$org/t/$team/connections/$connectionId", params: { org, team, connectionId } };
}
