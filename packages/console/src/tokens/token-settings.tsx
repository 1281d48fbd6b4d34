import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { fieldError } from "../ui/failure.tsx";
import { FormPanel } from "../ui/form-panel.tsx";
import { Panel } from "../ui/panel.tsx";
import { NameFields } from "../ui/name-fields.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";
import { type TokenRow, useTokenOperations, useTokenPermission } from "./token-operations.ts";

export function TokenSettings({ token }: { readonly token: TokenRow }) {
  const may = useTokenPermission();
  if (!token.active) {
    return <Text fz={14}>This token has ended. Nothing about it can be changed any more.</Text>;
  }
  return (
    <Stack gap="md" maw={640}>
      {may("update", token) && <EditToken token={token} />}
      {may("delete", token) && <EndToken token={token} />}
    </Stack>
  );
}

function EditToken({ token }: { readonly token: TokenRow }) {
  const operations = useTokenOperations();
  const [name, setName] = useState(token.name);
  const [description, setDescription] = useState(token.description ?? "");
  const [day, setDay] = useState("");
  const save = useWrite(async (_: null, options) => {
    const expiresAt = day && { expiresAt: new Date(`${day}T23:59:59`).toISOString() };
    return operations.patch(token.id, { name, description: description || null, ...expiresAt }, options);
  });
  async function submit() {
    if (!(await save.run(null))) return;
    setDay("");
    notifications.show({ message: "Saved." });
  }
  return (
    <FormPanel title="Name and expiry" write={save} onSubmit={submit}>
      <NameFields
        name={name}
        description={description}
        onName={setName}
        onDescription={setDescription}
        error={save.error}
      />
      <TextInput
        label="Let it expire earlier"
        description="Its last day. Later than now planned is not possible: issue another token."
        type="date"
        min={new Date().toISOString().slice(0, 10)}
        {...(token.expiresAt && { max: token.expiresAt.slice(0, 10) })}
        value={day}
        error={fieldError(save.error, "expiresAt")}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
    </FormPanel>
  );
}

function EndToken({ token }: { readonly token: TokenRow }) {
  const [revoking, setRevoking] = useState(false);
  return (
    <Panel title="Revoke">
      <Group justify="space-between" gap="md">
        <Text fz={14} flex={1} miw={240}>
          Its keys stop working everywhere within a second, for good.
        </Text>
        <Button color="red.8" onClick={() => setRevoking(true)}>
          Revoke
        </Button>
      </Group>
      {revoking && <RevokeDialog token={token} onClose={() => setRevoking(false)} />}
    </Panel>
  );
}
