import { Modal, Select, Skeleton, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { type ConnectableApp, titleOf } from "../app-connections/app-connection.ts";
import { useConnectableApps } from "../app-connections/use-connectable-apps.ts";
import { useConnections } from "../secret-syncs/destination-fields.tsx";
import { LifetimeFields } from "../tokens/lifetime-fields.tsx";
import { lifetimesUnder, NO_EXPIRY } from "../tokens/lifetimes.ts";
import { ValueDialog } from "../tokens/value-dialog.tsx";
import { Failure, fieldError } from "../ui/failure.tsx";
import { Form } from "../ui/form.tsx";
import { NameFields } from "../ui/name-fields.tsx";
import { FormActions } from "../ui/form-actions.tsx";
import { BLANK_DRAFT, bodyOf, type ExternalBody, type ExternalDraft, isWhole } from "./external-draft.ts";
import { SpecFields } from "./spec-fields.tsx";

const LIFETIMES = lifetimesUnder({ maxLifetimeSeconds: null, allowNoExpiry: true });

interface Issued {
  readonly name: string;
  readonly token: string;
}

/** Connection, what its platform asks, and then the value, once. */
export function IssueExternalDialog({ onClose }: { readonly onClose: () => void }) {
  // The value lives here and nowhere else: when the dialog goes, it is gone.
  const [issued, setIssued] = useState<Issued>();
  const { data, error, refetch } = useConnectableApps();
  if (issued) {
    const { name, token } = issued;
    return (
      <ValueDialog title={`Issued ${name}`} name={name} value={token} kind="external" onClose={onClose} />
    );
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title="Issue a token elsewhere"
      size="lg"
      // What has been filled in would be gone.
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={320} />}
      {data && <IssueSteps apps={data.apps} onIssued={setIssued} onClose={onClose} />}
    </Modal>
  );
}

interface IssueStepsProps {
  readonly apps: readonly ConnectableApp[];
  readonly onIssued: (token: Issued) => void;
  readonly onClose: () => void;
}

function IssueSteps({ apps, onIssued, onClose }: IssueStepsProps) {
  const { client, team } = useTeamPlace();
  const [draft, setDraft] = useState(BLANK_DRAFT);
  const change = (part: Partial<ExternalDraft>) => setDraft((old) => ({ ...old, ...part }));
  const issue = useWrite((body: ExternalBody, options) =>
    client.createExternalToken({ params: { teamId: team }, body }, options),
  );
  const minting = apps.find(({ app }) => app === draft.connection?.app)?.minting;
  const errorOf = (field: string) => fieldError(issue.error, field);
  async function submit() {
    const token = await issue.run(bodyOf(draft));
    if (token) onIssued(token);
  }
  return (
    <Form onSubmit={submit}>
      <Stack gap="md">
        <NameFields
          name={draft.name}
          description={draft.description}
          onName={(name) => change({ name })}
          onDescription={(description) => change({ description })}
          error={issue.error}
          isFirst
        />
        <ConnectionField apps={apps} draft={draft} onChange={change} error={errorOf("connectionId")} />
        {draft.connection && minting && (
          <SpecFields
            key={draft.connection.id}
            connectionId={draft.connection.id}
            fields={minting.fields}
            spec={draft.spec}
            onChange={(spec) => change({ spec })}
            errorOf={errorOf}
          />
        )}
        {minting?.expires && (
          <LifetimeFields
            lifetimes={LIFETIMES}
            lifetime={draft.lifetime}
            day={draft.day}
            onLifetime={(lifetime) => change({ lifetime })}
            onDay={(day) => change({ day })}
            errorOf={errorOf}
          />
        )}
        {minting && !minting.expires && (
          <Text fz={13} c="dimmed">
            Tokens of this platform do not expire. Revoke it when it is not needed any more.
          </Text>
        )}
        <Failure error={issue.error} />
        <FormActions
          verb="Issue"
          pending={issue.pending}
          disabled={!isWhole(draft, minting?.fields)}
          onCancel={onClose}
        />
      </Stack>
    </Form>
  );
}

interface ConnectionFieldProps {
  readonly apps: readonly ConnectableApp[];
  readonly draft: ExternalDraft;
  readonly onChange: (part: Partial<ExternalDraft>) => void;
  readonly error: string | undefined;
}

/** Of those that one may use, the ones to platforms that make tokens. */
function ConnectionField({ apps, draft, onChange, error }: ConnectionFieldProps) {
  const { connections, error: unread } = useConnections();
  const offered = connections?.filter(({ app }) => apps.find((one) => one.app === app)?.minting);
  const able = apps.filter(({ minting }) => minting).map(({ title }) => title);
  return (
    <>
      <Select
        label="App connection"
        description={`Tokens can be issued on ${able.join(", ")}`}
        placeholder="Choose a connection"
        required
        searchable
        allowDeselect={false}
        nothingFoundMessage={offered ? "None that you may issue tokens with" : "Loading"}
        data={(offered ?? []).map(({ id, name, app }) => ({
          value: id,
          label: `${name} (${titleOf(apps, app)})`,
        }))}
        value={draft.connection?.id ?? null}
        error={error}
        onChange={(chosen) => {
          const connection = offered?.find(({ id }) => id === chosen) ?? null;
          onChange({ connection, spec: {}, lifetime: NO_EXPIRY });
        }}
      />
      <Failure error={unread} />
    </>
  );
}
