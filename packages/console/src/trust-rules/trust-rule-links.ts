import type { LinkProps } from "@tanstack/react-router";
import type { TeamPlace } from "../app/place.ts";

type Place = Pick<TeamPlace, "org" | "team">;

export function trustRulesLink({ org, team }: Place): LinkProps {
  return { to: "/o/$org/t/$team/trust-rules", params: { org, team } };
}

export function trustRuleLink({ org, team }: Place, trustRuleId: string): LinkProps {
  return { to: "/o/$org/t/$team/trust-rules/$trustRuleId", params: { org, team, trustRuleId } };
}
