import { Modal, Skeleton, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { Failure } from "../ui/failure.tsx";
import { Form } from "../ui/form.tsx";
import { FormActions } from "../ui/form-actions.tsx";
import type { AppConnection, ConnectableApp } from "./app-connection.ts";
import { givenCredentials, isComplete, type TypedCredentials } from "./connection-draft.ts";
import { CredentialFields } from "./credential-fields.tsx";
import { useConnectableApps } from "./use-connectable-apps.ts";

interface ReplaceCredentialsDialogProps {
  readonly connection: AppConnection;
  readonly onClose: () => void;
}

export function ReplaceCredentialsDialog({ connection, onClose }: ReplaceCredentialsDialogProps) {
  const { data, error, refetch } = useConnectableApps();
  const app = data?.apps.find((one) => one.app === connection.app);
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Replace the credentials of ${connection.name}`}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={240} />}
      {app && <ReplaceForm connection={connection} app={app} onClose={onClose} />}
    </Modal>
  );
}

interface ReplaceFormProps extends ReplaceCredentialsDialogProps {
  readonly app: ConnectableApp;
}

function ReplaceForm({ connection, app, onClose }: ReplaceFormProps) {
  const { client, team } = useTeamPlace();
  // They live here and nowhere else: when the dialog goes, they are gone.
  const [typed, setTyped] = useState<TypedCredentials>({});
  const replace = useWrite((credentials: Record<string, string>, options) =>
    client.patchAppConnection(
      { params: { teamId: team, connectionId: connection.id }, body: { credentials } },
      options,
    ),
  );
  async function submit() {
    const answer = await replace.run(givenCredentials(typed));
    if (!answer) return;
    const isOther = answer.credentialsHash !== connection.credentialsHash;
    notifications.show({
      message: isOther
        ? `${app.title} accepts the new credentials: version ${answer.version}.`
        : `These are the credentials that ${answer.name} had. ${app.title} accepts them.`,
    });
    onClose();
  }
  return (
    <Form onSubmit={submit}>
      <Stack gap="md">
        <Text fz={14}>
          Give all of them again: what is left out is not taken over from before. {app.title} is asked first,
          and the old ones stay until it accepts the new ones.
        </Text>
        <CredentialFields
          fields={app.fields}
          values={typed}
          onChange={setTyped}
          error={replace.error}
          isFirst
        />
        <Failure error={replace.error} />
        <FormActions
          verb="Replace"
          pending={replace.pending}
          disabled={!isComplete(app.fields, typed)}
          onCancel={onClose}
        />
      </Stack>
    </Form>
  );
}
