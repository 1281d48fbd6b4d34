import { Select, Stack, TextInput } from "@mantine/core";
import { useTeamPlace } from "../app/place.ts";
import { PlaceField } from "../secret-syncs/place-field.tsx";
import { type ExternalDraft, withChoice } from "./external-draft.ts";
import type { SpecField } from "./external-token.ts";

interface SpecFieldsProps {
  readonly connectionId: string;
  readonly fields: readonly SpecField[];
  readonly spec: ExternalDraft["spec"];
  readonly onChange: (spec: ExternalDraft["spec"]) => void;
  readonly errorOf: (field: string) => string | undefined;
}

/** What the platform makes: from what it lists itself, one field after the other. */
export function SpecFields({ fields, ...props }: SpecFieldsProps) {
  return (
    <Stack gap="md">
      {fields.map((field) => (
        <OneField key={field.name} field={field} fields={fields} {...props} />
      ))}
    </Stack>
  );
}

function OneField({ field, fields, ...props }: SpecFieldsProps & { readonly field: SpecField }) {
  const { connectionId, spec, onChange, errorOf } = props;
  const { name, label, description, options, nameField, optional } = field;
  const error = errorOf(`spec.${name}`);
  const value = spec[name];
  const change = (next: string, called?: string) =>
    onChange(withChoice(spec, fields, field, { value: next, ...(called !== undefined && { called }) }));
  const question = useQuestion(connectionId, field, fields, spec);
  if (field.listed) {
    const before = fieldsBefore(field, fields).map((one) => spec[one.name]);
    return (
      <PlaceField
        // With another choice before it, there is another list.
        key={before.join(" ")}
        field={field}
        value={value}
        name={nameField === undefined ? undefined : spec[nameField]}
        question={question}
        error={error}
        onChange={change}
      />
    );
  }
  const shown = { label, description, error, required: !optional && field.default === undefined };
  if (options) {
    return (
      <Select
        {...shown}
        placeholder="Choose"
        allowDeselect={false}
        data={options}
        value={value ?? field.default ?? null}
        onChange={(chosen) => change(chosen ?? "")}
      />
    );
  }
  return <TextInput {...shown} value={value ?? ""} onChange={(event) => change(event.currentTarget.value)} />;
}

function fieldsBefore(field: SpecField, fields: readonly SpecField[]): SpecField[] {
  return fields.slice(0, fields.indexOf(field)).filter(({ listed }) => listed);
}

/** Undefined as long as what it depends on is not chosen. */
function useQuestion(
  connectionId: string,
  field: SpecField,
  fields: readonly SpecField[],
  spec: ExternalDraft["spec"],
) {
  const { client, team } = useTeamPlace();
  const before = fieldsBefore(field, fields);
  if (before.some(({ name }) => !spec[name])) return undefined;
  const chosen = Object.fromEntries(before.map(({ name }) => [name, spec[name] ?? ""]));
  const request = { params: { teamId: team, connectionId }, body: { field: field.name, spec: chosen } };
  return async (signal: AbortSignal) => (await client.listMintingChoices(request, { signal })).choices;
}
