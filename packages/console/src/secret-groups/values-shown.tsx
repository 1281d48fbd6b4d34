import { Alert, Button, Group, Stack } from "@mantine/core";
import { IconEye, IconEyeOff, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Failure } from "../ui/failure.tsx";
import { Panel } from "../ui/panel.tsx";
import type { GroupRow } from "./secret-group-columns.tsx";
import { type Names, useGroupParams } from "./use-group.ts";
import { type Revealed, useRevealed } from "./use-revealed.ts";
import { ValueList } from "./value-list.tsx";

interface ValuesShownProps {
  readonly group: GroupRow;
  readonly names: Names;
  readonly edit: ReactNode;
}

export function ValuesShown({ group, names, edit }: ValuesShownProps) {
  const revealed = useRevealed(useGroupParams());
  const isOld = revealed.asOf !== undefined && revealed.asOf < group.updatedAt;
  const actions = (
    <Group gap="xs">
      {revealed.any && (
        <Button size="xs" variant="default" leftSection={<IconEyeOff size={14} />} onClick={revealed.hideAll}>
          Hide all
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconEye size={14} />}
        onClick={() => void revealed.revealAll()}
      >
        Reveal all
      </Button>
      {edit}
    </Group>
  );
  return (
    <Stack gap="md">
      {isOld && <OldNotice revealed={revealed} />}
      <Failure error={revealed.error} />
      <Panel title="Variables" flush actions={actions}>
        <ValueList part="variables" names={names.variables} revealed={revealed} />
      </Panel>
      {names.files.length > 0 && (
        <Panel title="Files" flush>
          <ValueList part="files" names={names.files} revealed={revealed} />
        </Panel>
      )}
    </Stack>
  );
}

function OldNotice({ revealed }: { readonly revealed: Revealed }) {
  return (
    <Alert color="yellow" title="Somebody has edited this group since" role="status">
      <Stack gap="xs" align="flex-start">
        What you see below may be old.
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} />}
          onClick={() => void revealed.revealAll()}
        >
          Show the new values
        </Button>
      </Stack>
    </Alert>
  );
}
