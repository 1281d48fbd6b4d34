import { Radio, Stack } from "@mantine/core";
import type { GroupType } from "@keywright/contract";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Answer } from "../api/read.ts";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { secretGroupLink } from "../projects/project-links.ts";
import { GroupDialog } from "./group-dialog.tsx";
import { bodyOf, type GroupForm, NEW_GROUP } from "./group-form.ts";
import { mayGroups } from "./group-permission.ts";

const TYPES: readonly { readonly type: GroupType; readonly label: string; readonly description: string }[] = [
  { type: "secret", label: "Secret", description: "Passwords, keys: few roles may see the values" },
  { type: "config", label: "Config", description: "Settings: has permissions of its own" },
];

interface CreateGroupProps {
  readonly project: Pick<Answer<"getProject">, "id" | "environments">;
  readonly onClose: () => void;
}

/** Without values: they are added on its own page. */
export function CreateGroup({ project, onClose }: CreateGroupProps) {
  const place = useTeamPlace();
  const navigate = useNavigate();
  const types = TYPES.filter(({ type }) => mayGroups(place, "create", type));
  const [form, setForm] = useState<GroupForm>({ ...NEW_GROUP, type: types[0]?.type ?? "secret" });
  const params = { teamId: place.team, projectId: project.id };
  const create = useWrite((_: null, options) =>
    place.client.createSecretGroup({ params, body: { ...bodyOf(form), type: form.type } }, options),
  );
  async function submit() {
    const group = await create.run(null);
    if (group) void navigate(secretGroupLink(place, project.id, group.id));
  }
  return (
    <GroupDialog
      title="Create a secret group"
      verb="Create"
      form={form}
      onChange={setForm}
      environments={project.environments}
      pending={create.pending}
      error={create.error}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Radio.Group
        label="Type"
        description="It stays."
        value={form.type}
        onChange={(type) => setForm({ ...form, type })}
      >
        <Stack gap={6} mt={6}>
          {types.map(({ type, label, description }) => (
            <Radio key={type} value={type} label={label} description={description} />
          ))}
        </Stack>
      </Radio.Group>
    </GroupDialog>
  );
}
