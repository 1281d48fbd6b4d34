import { Select, Stack, Text, TextInput } from "@mantine/core";
import { PER_PAGE_MAX } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { type ConnectableApp, titleOf } from "../app-connections/app-connection.ts";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { Failure } from "../ui/failure.tsx";
import { PlaceField } from "./place-field.tsx";
import type { DestinationField } from "./sync.ts";
import type { AvailableConnection, SyncDraft } from "./sync-draft.ts";

interface DestinationFieldsProps {
  readonly draft: Pick<SyncDraft, "connection" | "destination">;
  readonly apps: readonly ConnectableApp[];
  readonly onChange: (part: Partial<SyncDraft>) => void;
  readonly errorOf: (field: string) => string | undefined;
}

/** Through which connection, and where on its platform. */
export function DestinationFields({ draft, apps, onChange, errorOf }: DestinationFieldsProps) {
  const { connections, error } = useConnections();
  const { connection: chosen } = draft;
  // An edit may be of a sync whose connection its editor may not use.
  const isOther = chosen !== null && !connections?.some(({ id }) => id === chosen.id);
  const appOf = ({ app }: AvailableConnection) => apps.find((one) => one.app === app);
  const offered = [...(connections ?? []), ...(isOther ? [chosen] : [])].filter(
    (connection) => appOf(connection)?.variables,
  );
  const fields = chosen && appOf(chosen)?.variables?.destinationFields;
  return (
    <Stack gap="md">
      <Select
        label="App connection"
        placeholder="Choose a connection"
        required
        searchable
        allowDeselect={false}
        nothingFoundMessage={connections ? "None that you may deliver with" : "Loading"}
        data={offered.map((connection) => ({
          value: connection.id,
          label: `${connection.name} (${titleOf(apps, connection.app)})`,
        }))}
        value={chosen?.id ?? null}
        error={errorOf("connectionId")}
        onChange={(chosenId) =>
          onChange({
            connection: offered.find(({ id }) => id === chosenId) ?? null,
            destination: {},
          })
        }
      />
      <Failure error={error} />
      {fields?.length === 0 && (
        <Text fz={13} c="dimmed">
          Changes are sent to the address of the connection.
        </Text>
      )}
      {chosen &&
        fields?.map((field) => (
          <OneField
            key={`${chosen.id} ${field.name}`}
            connectionId={chosen.id}
            field={field}
            fields={fields}
            destination={draft.destination}
            error={errorOf(`destination.${field.name}`)}
            onChange={(destination) => onChange({ destination })}
          />
        ))}
    </Stack>
  );
}

/** Those that one may deliver with. */
export function useConnections() {
  const { org, team } = useTeamPlace();
  const request = {
    params: { teamId: team },
    query: { per_page: PER_PAGE_MAX },
  };
  const { data, error } = useQuery(read(org, "listAvailableAppConnections", request));
  return { connections: data?.appConnections, error };
}

interface OneFieldProps {
  readonly connectionId: string;
  readonly field: DestinationField;
  readonly fields: readonly DestinationField[];
  readonly destination: SyncDraft["destination"];
  readonly error: string | undefined;
  readonly onChange: (destination: SyncDraft["destination"]) => void;
}

function OneField({ connectionId, field, fields, destination, error, onChange }: OneFieldProps) {
  const { name, label, description, choice, nameField, options, optional } = field;
  const project = fields.find((one) => one.choice === "project");
  const projectId = project && destination[project.name];
  const question = useQuestion(connectionId, choice, projectId);
  const value = destination[name];
  if (choice) {
    return (
      <PlaceField
        // Another project has other secret groups.
        key={choice === "project" ? name : `${name} ${projectId}`}
        field={field}
        value={value}
        name={nameField === undefined ? undefined : destination[nameField]}
        question={question}
        error={error}
        onChange={(chosen, called) => {
          // What was chosen inside of another project is not in this one.
          const kept = choice === "project" ? {} : destination;
          onChange({
            ...kept,
            [name]: chosen,
            ...(nameField !== undefined && { [nameField]: called }),
          });
        }}
      />
    );
  }
  const shown = {
    label,
    description,
    error,
    required: !optional && field.default === undefined,
  };
  if (options) {
    return (
      <Select
        {...shown}
        allowDeselect={false}
        data={options}
        value={value ?? field.default ?? null}
        onChange={(chosen) => onChange({ ...destination, [name]: chosen ?? "" })}
      />
    );
  }
  return (
    <TextInput
      {...shown}
      placeholder={field.default}
      value={value ?? ""}
      onChange={(event) => onChange({ ...destination, [name]: event.currentTarget.value })}
    />
  );
}

function useQuestion(
  connectionId: string,
  choice: DestinationField["choice"],
  projectId: string | undefined,
) {
  const { client, team } = useTeamPlace();
  const params = { teamId: team, connectionId };
  if (choice === "project") {
    return async (signal: AbortSignal) =>
      (await client.listPlatformProjects({ params }, { signal })).projects;
  }
  if (!projectId) return undefined;
  const inProject = { params: { ...params, platformProjectId: projectId } };
  return async (signal: AbortSignal) =>
    (await client.listPlatformSecretGroups(inProject, { signal })).secretGroups;
}
