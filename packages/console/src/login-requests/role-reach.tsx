import { Group, Text } from "@mantine/core";
import { RoleReachChips } from "../roles/role-reach-chips.tsx";
import type { IssuableRole } from "../tokens/issuable-role.ts";
import { RoleAbility } from "../tokens/role-ability.tsx";
import { useTokenRole } from "../tokens/role-permissions.ts";

/** What the token may do with the role, and where. */
export function RoleReach({ role: { id, name } }: { readonly role: IssuableRole }) {
  const role = useTokenRole(id);
  return (
    <Group gap="xs" align="flex-start">
      <Text component="div" fz={13} c="dimmed">
        <RoleAbility roleId={id} name={name} />
      </Text>
      {role?.restrictions.enabled && <RoleReachChips restrictions={role.restrictions} />}
    </Group>
  );
}
