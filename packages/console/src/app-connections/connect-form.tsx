import { Button, Group, Select, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconChevronLeft } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { Failure, fieldError } from "../ui/failure.tsx";
import { Form } from "../ui/form.tsx";
import { useFirstFocus } from "../ui/first-focus.ts";
import { NameFields } from "../ui/name-fields.tsx";
import { type ConnectableApp, methodWords } from "./app-connection.ts";
import classes from "./connect-form.module.css";
import { blankConnection, connectionBody, type ConnectionDraft, isComplete } from "./connection-draft.ts";
import { connectionLink } from "./connection-links.ts";
import { CredentialFields } from "./credential-fields.tsx";
import { PlatformGuide } from "./platform-guide.tsx";
import { ProjectSelect } from "./project-select.tsx";

interface ConnectFormProps {
  readonly app: ConnectableApp;
  /** The one to begin with. */
  readonly name: string;
  readonly onBack: () => void;
}

export function ConnectForm({ app, name, onBack }: ConnectFormProps) {
  const place = useTeamPlace();
  const navigate = useNavigate();
  // Credentials live here and nowhere else: when the dialog goes, they are gone.
  const [draft, setDraft] = useState(() => blankConnection(app, name));
  const create = useWrite((body: ReturnType<typeof connectionBody>, options) =>
    place.client.createAppConnection({ params: { teamId: place.team }, body }, options),
  );
  async function submit() {
    const connection = await create.run(connectionBody(app, draft));
    if (!connection) return;
    notifications.show({ message: `${app.title} accepts the credentials.` });
    void navigate(connectionLink(place, connection.id));
  }
  return (
    <div className={classes.columns} ref={useFirstFocus()}>
      <Form onSubmit={submit}>
        <Stack gap="md">
          <DraftFields
            app={app}
            draft={draft}
            onChange={(part) => setDraft({ ...draft, ...part })}
            error={create.error}
          />
          <Failure error={create.error} />
          <Group justify="space-between" gap="xs">
            <Button variant="subtle" leftSection={<IconChevronLeft size={16} />} onClick={onBack}>
              Other platforms
            </Button>
            <Button
              type="submit"
              loading={create.pending}
              disabled={draft.name.trim() === "" || !isComplete(app.fields, draft.credentials)}
            >
              Connect
            </Button>
          </Group>
        </Stack>
      </Form>
      <PlatformGuide app={app} />
    </div>
  );
}

interface DraftFieldsProps {
  readonly app: ConnectableApp;
  readonly draft: ConnectionDraft;
  readonly onChange: (part: Partial<ConnectionDraft>) => void;
  readonly error: unknown;
}

function DraftFields({ app: { methods, fields }, draft, onChange, error }: DraftFieldsProps) {
  return (
    <>
      <NameFields
        name={draft.name}
        description={draft.description}
        onName={(name) => onChange({ name })}
        onDescription={(description) => onChange({ description })}
        hint="Lower-case letters, digits and dashes"
        error={error}
        isFirst
      />
      <ProjectSelect
        value={draft.projectId}
        onChange={(projectId) => onChange({ projectId })}
        error={fieldError(error, "projectId")}
      />
      {methods.length > 1 && (
        <Select
          label="Method"
          allowDeselect={false}
          data={methods.map((method) => ({ value: method, label: methodWords(method) }))}
          value={draft.method}
          error={fieldError(error, "method")}
          onChange={(method) => onChange({ method: method ?? draft.method })}
        />
      )}
      <CredentialFields
        fields={fields}
        values={draft.credentials}
        onChange={(credentials) => onChange({ credentials })}
        error={error}
      />
    </>
  );
}
