import type { LinkProps } from "@tanstack/react-router";
import type { TeamPlace } from "../app/place.ts";

type Place = Pick<TeamPlace, "org" | "team">;

export function projectsLink({ org, team }: Place): LinkProps {
  return { to: "/o/$org/t/$team/projects", params: { org, team } };
}

export function projectLink({ org, team }: Place, projectId: string): LinkProps {
  return { to: "/o/$org/t/$team/projects/$projectId", params: { org, team, projectId } };
}

export function secretGroupLink({ org, team }: Place, projectId: string, secretId: string): LinkProps {
  return {
    to: "/o/$org/t/$team/projects/$projectId/secrets/$secretId",
    params: { org, team, projectId, secretId },
  };
}
