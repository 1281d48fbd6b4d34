import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { countOf } from "../ui/count-of.ts";
import { Failure } from "../ui/failure.tsx";
import { Panel } from "../ui/panel.tsx";
import { InForce, type InForceSince } from "./in-force.tsx";
import { type RoleEdit, type RoleRow, useRoleOperations } from "./role-operations.ts";
import { SaveEffect } from "./save-effect.tsx";
import type { RoleEditing } from "./use-role-draft.ts";

interface SavePanelProps {
  readonly role: RoleRow;
  readonly editing: RoleEditing;
  readonly locked: boolean;
}

/** Always says what saving will do; afterwards, that everybody decides by it. */
export function SavePanel({ role, editing, locked }: SavePanelProps) {
  const operations = useRoleOperations();
  const [inForce, setInForce] = useState<InForceSince>();
  const save = useWrite((edit: RoleEdit, options) => operations.patch(role.id, edit, options));
  const { edit, isDirty, reset } = editing;
  async function submit() {
    const startedAt = performance.now();
    const answer = await save.run(edit);
    if (!answer) return;
    setInForce({ propagation: answer.propagation, ms: Math.round(performance.now() - startedAt) });
    reset();
  }
  if (!isDirty) {
    return (
      <Panel title="What saving does">
        <Stack gap="sm">
          {inForce && <InForce {...inForce} />}
          <Text fz={14} c="dimmed">
            {locked ? "Nothing: you can only look at this role." : "Nothing yet: nothing is changed."} The
            role has {countOf(role.tokens, "active token")} and {countOf(role.members, "member")}.
          </Text>
        </Stack>
      </Panel>
    );
  }
  return (
    <Panel title="What saving does">
      <Stack gap="md">
        <SaveEffect role={role} edit={edit} />
        <Failure error={save.error} />
        <Group justify="flex-end" gap="xs">
          <Button
            variant="default"
            onClick={() => {
              save.reset();
              reset();
            }}
          >
            Discard
          </Button>
          <Button loading={save.pending} onClick={() => void submit()}>
            Save
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}
