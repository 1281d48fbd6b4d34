import { Stack, TextInput } from "@mantine/core";
import { DESCRIPTION_MAX_LENGTH, NAME_MAX_LENGTH } from "@keywright/contract";
import { Panel } from "../ui/panel.tsx";
import type { RoleDraft } from "./role-draft.ts";

interface RoleFieldsProps {
  readonly draft: RoleDraft;
  readonly onChange: (part: Partial<RoleDraft>) => void;
}

export function RoleFields({ draft, onChange }: RoleFieldsProps) {
  return (
    <Panel title="Name">
      <Stack gap="md">
        <TextInput
          label="Name"
          required
          maxLength={NAME_MAX_LENGTH}
          value={draft.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <TextInput
          label="Description"
          maxLength={DESCRIPTION_MAX_LENGTH}
          value={draft.description}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
        />
      </Stack>
    </Panel>
  );
}
