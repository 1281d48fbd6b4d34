import { Button, Group, Modal, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { Failure } from "../ui/failure.tsx";
import { Form } from "../ui/form.tsx";
import { NameFields } from "../ui/name-fields.tsx";
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
    <Modal
      opened
      onClose={onClose}
      title={`Edit ${connection.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Form onSubmit={submit}>
        <Stack gap="md">
          <NameFields
            name={name}
            description={description}
            onName={setName}
            onDescription={setDescription}
            hint="Lower-case letters, digits and dashes"
            error={save.error}
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
