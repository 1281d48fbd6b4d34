import { Button, Group, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { Failure } from "../ui/failure.tsx";
import { Form } from "../ui/form.tsx";
import { NameFields } from "../ui/name-fields.tsx";
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
    <Modal opened onClose={onClose} title={`Edit ${token.name}`} closeButtonProps={{ "aria-label": "Close" }}>
      <Form onSubmit={submit}>
        <Stack gap="md">
          <NameFields
            name={name}
            description={description}
            onName={setName}
            onDescription={setDescription}
            error={save.error}
            hint="Here. On the platform it keeps the name that it was made with."
            isFirst
          />
          <Failure error={save.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.pending} disabled={name.trim() === ""}>
              Save
            </Button>
          </Group>
        </Stack>
      </Form>
    </Modal>
  );
}
