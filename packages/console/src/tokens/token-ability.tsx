import { Link } from "@tanstack/react-router";
import { usePlace } from "../app/place.ts";
import { RoleAbility } from "./role-ability.tsx";
import { roleLink } from "./token-links.ts";
import type { TokenRow } from "./token-operations.ts";

/** What a token can do, in a sentence, and where that comes from. */
export function TokenAbility({ token: { role, narrowing, ended } }: { readonly token: TokenRow }) {
  const place = usePlace();
  if (ended?.reason === "role_deleted") {
    return (
      <>
        It was made from the role <bdi>{role.name}</bdi>, which is gone.
      </>
    );
  }
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
