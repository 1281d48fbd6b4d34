import { TextInput } from "@mantine/core";
import { EMAIL_MAX_LENGTH } from "@keywright/contract";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { Answer } from "../api/read.ts";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { fieldError } from "../ui/failure.tsx";
import { FormPanel } from "../ui/form-panel.tsx";
import { NameFields } from "../ui/name-fields.tsx";

interface TeamDetailsPanelProps {
  readonly team: Answer<"getTeam">;
  readonly locked: boolean;
}

export function TeamDetailsPanel({ team, locked }: TeamDetailsPanelProps) {
  const { client, team: teamId } = useTeamPlace();
  const [name, setName] = useState(team.name);
  const [description, setDescription] = useState(team.description ?? "");
  const [email, setEmail] = useState(team.email ?? "");
  const save = useWrite((_: null, options) => {
    const body = { name, description: description || null, email: email || null };
    return client.patchTeam({ params: { teamId }, body }, options);
  });
  async function submit() {
    if (await save.run(null)) notifications.show({ message: "Saved." });
  }
  return (
    <FormPanel title="Team" locked={locked} write={save} onSubmit={submit}>
      <NameFields
        name={name}
        description={description}
        onName={setName}
        onDescription={setDescription}
        error={save.error}
        hint={`The id ${team.id} stays, whatever the team is called.`}
        disabled={locked}
      />
      <TextInput
        label="E-mail"
        description="The address the team is reached at."
        type="email"
        disabled={locked}
        maxLength={EMAIL_MAX_LENGTH}
        value={email}
        error={fieldError(save.error, "email")}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
    </FormPanel>
  );
}
