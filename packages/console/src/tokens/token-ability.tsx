import { Skeleton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { usePlace } from "../app/place.ts";
import { abilityWords, reachWords } from "./ability-words.ts";
import { roleLink } from "./token-links.ts";
import type { TokenRow } from "./token-operations.ts";
import { useRolePatterns, useTokenRole } from "./role-permissions.ts";

/** What a token can do, in a sentence: "May list secret groups in web-shop, nothing else." */
export function TokenAbility({ token }: { readonly token: TokenRow }) {
  const place = usePlace();
  const role = useTokenRole(token.role.roleId);
  const patterns = useRolePatterns(token.role.roleId).map(({ pattern, scope }) => ({ pattern, scope }));
  const name = (
    <Link {...roleLink(place, token.role.roleId)}>
      <bdi>{token.role.name}</bdi>
    </Link>
  );
  if (!place.can(`${place.team === undefined ? "org" : "team"}:admin:roles:read`)) {
    return <>May do what the role {token.role.name} allows.</>;
  }
  if (!role) return <Skeleton height={16} my={3} width={320} />;
  const restriction = "projects" in role.restrictions ? role.restrictions : undefined;
  return (
    <>
      {abilityWords(patterns, token.narrowing?.permissions)}
      {reachWords(restriction, token.narrowing)}. From the role {name}.
    </>
  );
}
