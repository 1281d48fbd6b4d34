import type { LinkProps } from "@tanstack/react-router";
import type { OrgPlace } from "../app/place.ts";
import type { TokenListSearch } from "./token-list-search.ts";

type Place = Pick<OrgPlace, "org" | "team">;

export function tokenLink({ org, team }: Place, tokenId: string): LinkProps {
  return team === undefined
    ? { to: "/o/$org/tokens/$tokenId", params: { org, tokenId } }
    : { to: "/o/$org/t/$team/tokens/$tokenId", params: { org, team, tokenId } };
}

export function tokensLink({ org, team }: Place, search: TokenListSearch = {}): LinkProps {
  return team === undefined
    ? { to: "/o/$org/tokens", params: { org }, search }
    : { to: "/o/$org/t/$team/tokens", params: { org, team }, search };
}

export function roleLink({ org, team }: Place, roleId: string): LinkProps {
  return team === undefined
    ? { to: "/o/$org/roles/$roleId", params: { org, roleId } }
    : { to: "/o/$org/t/$team/roles/$roleId", params: { org, team, roleId } };
}
