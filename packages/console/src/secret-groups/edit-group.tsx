import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { read } from "../api/read.ts";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { GroupDialog } from "./group-dialog.tsx";
import { bodyOf, formOf } from "./group-form.ts";
import type { GroupRow } from "./secret-group-columns.tsx";

interface EditGroupProps {
  readonly group: GroupRow;
  readonly onClose: () => void;
}

/** Everything about the group but its values; only what was edited is sent. */
export function EditGroup({ group, onClose }: EditGroupProps) {
  const { org, team, client } = useTeamPlace();
  const [first] = useState(() => formOf(group));
  const [form, setForm] = useState(first);
  const project = { teamId: team, projectId: group.projectId };
  const { data } = useQuery(read(org, "getProject", { params: project }));
  const edit = useWrite((_: null, options) => {
    const body = editsIn(bodyOf(first), bodyOf(form));
    return client.updateSecretGroup({ params: { ...project, secretId: group.id }, body }, options);
  });
  async function submit() {
    if (!(await edit.run(null))) return;
    notifications.show({ message: `Saved ${form.name}.` });
    onClose();
  }
  return (
    <GroupDialog
      title={`Edit ${group.name}`}
      verb="Save"
      form={form}
      onChange={setForm}
      environments={data?.environments ?? (form.environment === null ? [] : [form.environment])}
      pending={edit.pending}
      error={edit.error}
      onSubmit={() => void submit()}
      onClose={onClose}
    />
  );
}

/** What somebody else edits meanwhile stays theirs. */
function editsIn<Body extends object>(before: Body, after: Body): Partial<Body> {
  return Object.fromEntries(
    Object.entries(after).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field as keyof Body]),
    ),
  ) as Partial<Body>;
}
