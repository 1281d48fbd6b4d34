import type { LinkProps } from "@tanstack/react-router";
import type { TeamPlace } from "../app/place.ts";

type Place = Pick<TeamPlace, "org" | "team">;

export function syncsLink({ org, team }: Place): LinkProps {
  return { to: "/o/$org/t/$team/syncs", params: { org, team } };
}

export function syncLink({ org, team }: Place, syncId: string): LinkProps {
  return { to: "/o/$org/t/$team/syncs/$syncId", params: { org, team, syncId } };
}
