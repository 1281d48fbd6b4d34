import { Checkbox, Radio, Select, Stack, TextInput } from "@mantine/core";
import { KEY_SCHEMA_MAX_LENGTH } from "@keywright/contract";
import type { ConnectableApp } from "../app-connections/app-connection.ts";
import { NameFields } from "../ui/name-fields.tsx";
import { useConnections } from "./destination-fields.tsx";
import type { SyncDraft } from "./sync-draft.ts";

const BEHAVIORS = [
  {
    value: "overwrite",
    label: "Overwrite it",
    description: "What it has under the same names is replaced by the first sync.",
  },
  {
    value: "import-prefer-source",
    label: "Import first, and keep the secret group's values",
    description: "What only the destination has is taken into the secret group before anything is written.",
  },
  {
    value: "import-prefer-destination",
    label: "Import first, and keep the destination's values",
    description: "The same, and where both have a value, the secret group takes the destination's.",
  },
] as const;

interface OptionFieldsProps {
  readonly draft: SyncDraft;
  /** The platform of the destination, once it is known. */
  readonly app: ConnectableApp | undefined;
  readonly onChange: (part: Partial<SyncDraft>) => void;
  readonly error: unknown;
  readonly errorOf: (field: string) => string | undefined;
}

export function OptionFields({ draft, app, onChange, error, errorOf }: OptionFieldsProps) {
  return (
    <Stack gap="md">
      <NameFields
        name={draft.name}
        description={draft.description}
        onName={(name) => onChange({ name })}
        onDescription={(description) => onChange({ description })}
        hint="Lower-case letters, digits and dashes"
        error={error}
      />
      {draft.source.kind === "secret-group" && (
        <GroupOptions draft={draft} app={app} onChange={onChange} errorOf={errorOf} />
      )}
      <Checkbox
        label="Deliver changes by themselves"
        description="Within seconds. Without it, somebody presses Sync now."
        checked={draft.automatic}
        onChange={(event) => onChange({ automatic: event.currentTarget.checked })}
      />
      <NoticeSelect draft={draft} onChange={onChange} error={errorOf("noticeConnectionId")} />
    </Stack>
  );
}

/** A token's key is one variable, of which all this cannot be asked. */
function GroupOptions({ draft, app, onChange, errorOf }: Omit<OptionFieldsProps, "error">) {
  const { keySchema, deletes, initialBehavior } = draft;
  const reads = app?.variables?.reads;
  const showsValues = reads === "values" || reads === "some values";
  return (
    <>
      {(showsValues || initialBehavior !== "overwrite") && (
        <Radio.Group
          label="If the destination has variables already"
          description="Until a sync has succeeded there."
          value={initialBehavior}
          error={errorOf("initialBehavior")}
          onChange={(value) => onChange({ initialBehavior: value })}
        >
          <Stack gap="xs" mt={6}>
            {BEHAVIORS.map((behavior) => (
              <Radio key={behavior.value} {...behavior} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <TextInput
        label="Key schema"
        description={schemaWords(keySchema)}
        placeholder="WEB_{{secretKey}}"
        maxLength={KEY_SCHEMA_MAX_LENGTH}
        spellCheck={false}
        value={keySchema}
        error={errorOf("keySchema")}
        onChange={(event) => onChange({ keySchema: event.currentTarget.value })}
      />
      <Checkbox
        label="Remove what the secret group does not have"
        description={deletionWords(keySchema)}
        checked={deletes}
        onChange={(event) => onChange({ deletes: event.currentTarget.checked })}
      />
    </>
  );
}

function schemaWords(keySchema: string): string {
  const schema = keySchema.trim();
  if (schema === "")
    return "How names change on the way. Left empty: they stay, and all names there are the sync's.";
  const example = schema.replace("{{secretKey}}", "DATABASE_URL");
  return `DATABASE_URL becomes ${example}. Names there that do not fit are never touched. {{environment}} may stand in it too.`;
}

/** The consequence, which is another without a key schema. */
function deletionWords(keySchema: string): string {
  return keySchema.trim() === ""
    ? "Every other variable at the destination is deleted by the first sync, whoever made it."
    : "Of the variables there that fit the key schema, those are deleted that are not in the secret group.";
}

interface NoticeSelectProps {
  readonly draft: SyncDraft;
  readonly onChange: (part: Partial<SyncDraft>) => void;
  readonly error: string | undefined;
}

/** Nothing where there is nobody to be told. */
function NoticeSelect({ draft: { noticeConnectionId }, onChange, error }: NoticeSelectProps) {
  const { connections = [] } = useConnections();
  const webhooks = connections.filter(({ app }) => app === "webhook");
  if (webhooks.length === 0 && noticeConnectionId === null) return null;
  return (
    <Select
      label="Tell of failures"
      description="A webhook that is told when a sync has failed for good, and when it works again."
      placeholder="Nobody"
      clearable
      clearButtonProps={{ "aria-label": "Tell nobody" }}
      data={webhooks.map(({ id, name }) => ({ value: id, label: name }))}
      value={noticeConnectionId}
      error={error}
      onChange={(chosen) => onChange({ noticeConnectionId: chosen })}
    />
  );
}
