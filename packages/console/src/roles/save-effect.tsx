import { Skeleton, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { countOf } from "../ui/count-of.ts";
import { Failure } from "../ui/failure.tsx";
import { PermissionChanges } from "./permission-changes.tsx";
import { RefusedCalls } from "./refused-calls.tsx";
import { type RoleEdit, type RoleRow, useRoleOperations } from "./role-operations.ts";

/** Ticking many boxes asks once. */
const SETTLE_MS = 200;

interface SaveEffectProps {
  readonly role: RoleRow;
  readonly edit: RoleEdit;
}

export function SaveEffect({ role, edit }: SaveEffectProps) {
  const operations = useRoleOperations();
  const [settled] = useDebouncedValue(JSON.stringify(edit), SETTLE_MS);
  const asked = JSON.parse(settled) as RoleEdit;
  const touchesAuthority = asked.permissions !== undefined || asked.restrictions !== undefined;
  const { data, error, isPlaceholderData } = useQuery({
    ...operations.preview(role.id, asked),
    enabled: touchesAuthority,
  });
  if (!touchesAuthority) {
    return <Text fz={14}>The role is called and described anew. Nobody may do more or less.</Text>;
  }
  if (error) return <Failure error={error} />;
  if (!data) return <Skeleton height={120} />;
  const reaches = asked.restrictions !== undefined;
  return (
    <Stack gap="md" aria-live="polite" aria-busy={isPlaceholderData}>
      <PermissionChanges title="Gains" permissions={data.added} tone="gain" />
      <PermissionChanges title="Loses" permissions={data.removed} tone="loss" />
      {reaches && <Text fz={14}>Reaches other projects than before.</Text>}
      {!reaches && data.added.length + data.removed.length === 0 && (
        <Text fz={14}>The same permissions as now, written in another way.</Text>
      )}
      <Text fz={14}>
        At once, for <strong>{countOf(data.tokens, "active token")}</strong> and{" "}
        <strong>{countOf(data.members, "member")}</strong>.
      </Text>
      <RefusedCalls calls={data.refusedCalls30d} />
    </Stack>
  );
}
