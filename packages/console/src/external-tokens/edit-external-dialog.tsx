import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { NameFields } from "../ui/name-fields.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import type { ExternalToken } from "./external-token.ts";

interface EditExternalDialogProps {
  readonly token: ExternalToken;
  readonly onClose: () => void;
}

export function EditExternalDialog({ token, onClose }: EditExternalDialogProps) {
  const { client, team } = useTeamPlace();
  const [name, setName] = useState(token.name);
  const [description, setDescription] = useState(token.description ?? "");
  const params = { teamId: team, externalTokenId: token.id };
  const save = useWrite((body: { name: string; description: string | null }, options) =>
    client.patchExternalToken({ params, body }, options),
  );
  async function submit() {
    if (await save.run({ name, description: description || null })) onClose();
  }
  return (
    <FormDialog
      title={`Edit ${token.name}`}
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
        error={save.error}
        hint="Here. On the platform it keeps the name that it was made with."
        isFirst
      />
    </FormDialog>
  );
}
