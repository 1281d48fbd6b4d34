import type { LinkProps } from "@tanstack/react-router";
import type { OrgPlace } from "../app/place.ts";

export function rolesLink({ org, team }: Pick<OrgPlace, "org" | "team">): LinkProps {
  return team === undefined
    ? { to: "/o/$org/roles", params: { org } }
    : { to: "/o/$org/t/$team/roles", params: { org, team } };
}
