import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { usePlace } from "../app/place.ts";
import { abilityWords, reachWords } from "./ability-words.ts";
import { useRolePatterns, useTokenRole } from "./role-permissions.ts";
import type { TokenRow } from "./token-operations.ts";

interface RoleAbilityProps {
  readonly roleId: string;
  readonly name: string;
  readonly narrowing?: TokenRow["narrowing"];
  /** What follows for those who may read roles. */
  readonly children?: ReactNode;
}

/** What a token of a role can do, in a sentence: "May list secret groups in web-shop, nothing else." */
export function RoleAbility({ roleId, name, narrowing, children }: RoleAbilityProps) {
  const place = usePlace();
  const role = useTokenRole(roleId);
  const patterns = useRolePatterns(roleId);
  if (!place.can(`${place.team === undefined ? "org" : "team"}:admin:roles:read`)) {
    return (
      <>
        May do what the role {name} allows{reachWords(undefined, narrowing)}.
      </>
    );
  }
  if (!role) return <Skeleton component="span" display="block" height={16} my={3} width={320} maw="100%" />;
  const restriction = "projects" in role.restrictions ? role.restrictions : undefined;
  return (
    <>
      {abilityWords(patterns, narrowing?.permissions)}
      {reachWords(restriction, narrowing)}.{children}
    </>
  );
}
