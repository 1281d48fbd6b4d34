import { Radio, Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { usePlace } from "../app/place.ts";
import { roleLink } from "../tokens/token-links.ts";
import { NameFields } from "../ui/name-fields.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { PRESETS } from "./presets.ts";
import { BLANK_ROLE, bodyOf, draftOf } from "./role-draft.ts";
import { type RoleRow, useRoleOperations } from "./role-operations.ts";
import { useCatalogueTree } from "./use-catalogue-tree.ts";

interface CreateRoleDialogProps {
  /** The role to begin with, instead of a preset. */
  readonly copyOf?: RoleRow;
  readonly onClose: () => void;
}

const [NOTHING] = PRESETS;

/** A name and a beginning; the rest is done on the role's page. */
export function CreateRoleDialog({ copyOf, onClose }: CreateRoleDialogProps) {
  const place = usePlace();
  const operations = useRoleOperations();
  const navigate = useNavigate();
  const { tree } = useCatalogueTree();
  const [name, setName] = useState(copyOf ? `${copyOf.name} copy` : "");
  const [description, setDescription] = useState(copyOf?.description ?? "");
  const [label, setLabel] = useState(NOTHING?.label ?? "");
  const create = useWrite(operations.create);
  async function submit() {
    const preset = PRESETS.find((one) => one.label === label);
    const beginning = copyOf
      ? draftOf(copyOf)
      : { ...BLANK_ROLE, patterns: preset?.patterns(tree ?? []) ?? [] };
    const role = await create.run(bodyOf({ ...beginning, name, description }, place.team !== undefined));
    if (role) void navigate(roleLink(place, role.id));
  }
  return (
    <FormDialog
      title={copyOf ? `Duplicate ${copyOf.name}` : "Create a role"}
      verb={copyOf ? "Duplicate" : "Create"}
      write={create}
      disabled={name.trim() === "" || !tree}
      onSubmit={submit}
      onClose={onClose}
    >
      <NameFields
        name={name}
        description={description}
        onName={setName}
        onDescription={setDescription}
        error={create.error}
        isFirst
      />
      {!copyOf && (
        <Radio.Group label="Begin with" value={label} onChange={setLabel}>
          <Stack gap="xs" mt={4}>
            {PRESETS.map((preset) => (
              <Radio
                key={preset.label}
                value={preset.label}
                label={preset.label}
                description={preset.description}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
    </FormDialog>
  );
}
