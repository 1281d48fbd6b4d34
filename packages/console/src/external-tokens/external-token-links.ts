import type { LinkProps } from "@tanstack/react-router";
import type { TeamPlace } from "../app/place.ts";

type Place = Pick<TeamPlace, "org" | "team">;

export function externalTokensLink({ org, team }: Place): LinkProps {
  return { to: "/o/$org/t/$team/external-tokens", params: { org, team } };
}

export function externalTokenLink({ org, team }: Place, externalTokenId: string): LinkProps {
  return {
    to: "/o/$org/t/$team/external-tokens/$externalTokenId",
    params: { org, team, externalTokenId },
  };
}
