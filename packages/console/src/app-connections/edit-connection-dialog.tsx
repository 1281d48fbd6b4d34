import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { NameFields } from "../ui/name-fields.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import type { AppConnection } from "./app-connection.ts";

interface EditConnectionDialogProps {
  readonly connection: AppConnection;
  readonly onClose: () => void;
}

/** What it is called. Everything else is the credentials. */
export function EditConnectionDialog({ connection, onClose }: EditConnectionDialogProps) {
  const { client, team } = useTeamPlace();
  const [name, setName] = useState(connection.name);
  const [description, setDescription] = useState(connection.description ?? "");
  const save = useWrite((body: { name: string; description: string | null }, options) =>
    client.patchAppConnection({ params: { teamId: team, connectionId: connection.id }, body }, options),
  );
  async function submit() {
    if (!(await save.run({ name: name.trim(), description: description || null }))) return;
    notifications.show({ message: "Saved." });
    onClose();
  }
  return (
    <FormDialog
      title={`Edit ${connection.name}`}
      verb="Save"
      write={save}
      disabled={name.trim() === ""}
      onSubmit={submit}
      onClose={onClose}
    >
      <NameFields
        name={name}
        description={description}
        onName={setName}
        onDescription={setDescription}
        hint="Lower-case letters, digits and dashes"
        error={save.error}
        isFirst
      />
    </FormDialog>
  );
}
