import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { IconLock, IconPencil } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTeamPlace } from "../app/place.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { MissingPermission } from "../ui/missing-permission.tsx";
import { Panel } from "../ui/panel.tsx";
import { mayGroups } from "./group-permission.ts";
import type { GroupRow } from "./secret-group-columns.tsx";
import type { Names } from "./use-group.ts";
import { ValuesEditor } from "./values-editor.tsx";
import { ValuesShown } from "./values-shown.tsx";

interface ValuesSectionProps {
  readonly group: GroupRow;
  readonly names: Names | undefined;
  readonly namesError: unknown;
  readonly mayRead: boolean;
}

/** Reading values and writing them are two rights, and neither needs the other. */
export function ValuesSection({ group, names, namesError, mayRead }: ValuesSectionProps) {
  const place = useTeamPlace();
  const [editing, setEditing] = useState(false);
  const mayEdit = mayGroups(place, "update", group.type);
  // Whoever loses the right to read meanwhile begins anew, with nothing in it.
  const key = String(mayRead);
  const done = () => setEditing(false);
  if (editing) return <ValuesEditor key={key} group={group} mayRead={mayRead} onClose={done} />;
  const edit = mayEdit && (
    <Button size="xs" leftSection={<IconPencil size={14} />} onClick={() => setEditing(true)}>
      {mayRead ? "Edit values" : "Replace all values"}
    </Button>
  );
  if (!mayRead) return <Unseen group={group} edit={edit} />;
  if (namesError && !names) return <Failure error={namesError} />;
  if (!names) return <Skeleton height={200} />;
  if (names.variables.length + names.files.length === 0) {
    return (
      <Panel title="Values" flush>
        <EmptyState icon={IconLock} title="No values yet" action={edit}>
          Variables and files are encrypted before they are stored, and stand in no log and no audit event.
        </EmptyState>
      </Panel>
    );
  }
  return <ValuesShown group={group} names={names} edit={edit} />;
}

interface UnseenProps {
  readonly group: GroupRow;
  readonly edit: ReactNode;
}

function Unseen({ group: { type }, edit }: UnseenProps) {
  return (
    <Panel title="Values" actions={edit}>
      <Stack gap="xs">
        <Text fz={14}>The values of this group are not shown to you.</Text>
        <MissingPermission permissions={[`project:secrets:${type}-groups:read-values`]} />
      </Stack>
    </Panel>
  );
}
