import { Link } from "@tanstack/react-router";
import { usePlace } from "../app/place.ts";
import { RoleAbility } from "./role-ability.tsx";
import { roleLink } from "./token-links.ts";
import type { TokenRow } from "./token-operations.ts";

/** What a token can do, in a sentence, and where that comes from. */
export function TokenAbility({ token: { role, narrowing } }: { readonly token: TokenRow }) {
  const place = usePlace();
  return (
    <RoleAbility roleId={role.roleId} name={role.name} narrowing={narrowing}>
      {" "}
      From the role{" "}
      <Link {...roleLink(place, role.roleId)}>
        <bdi>{role.name}</bdi>
      </Link>
      .
    </RoleAbility>
  );
}
