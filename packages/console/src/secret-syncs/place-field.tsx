import { Loader, Select, Stack, TextInput } from "@mantine/core";
import type { Place } from "../app-connections/app-connection.ts";
import { useAsked } from "../app-connections/use-asked.ts";
import { Failure } from "../ui/failure.tsx";
import type { DestinationField } from "./sync.ts";

interface PlaceFieldProps {
  readonly field: DestinationField;
  readonly value: string | undefined;
  /** What the platform calls it. */
  readonly name: string | undefined;
  /** Undefined as long as it is not known where to look. */
  readonly question: ((signal: AbortSignal) => Promise<readonly Place[]>) | undefined;
  readonly error: string | undefined;
  readonly onChange: (value: string, name: string) => void;
}

/** Chosen from what the platform lists, which is asked when the list is opened; typed where it lists nothing. */
export function PlaceField({ field, value = "", name, question, error, onChange }: PlaceFieldProps) {
  const asked = useAsked(question ?? (async () => []));
  const shown = {
    label: field.label,
    description: field.description,
    required: !field.optional,
    error,
  };
  if (asked.error !== undefined) {
    return (
      <Stack gap="xs">
        <TextInput
          {...shown}
          description="The platform did not list any. Type the id that it has there."
          value={value}
          onChange={(event) => onChange(event.currentTarget.value, event.currentTarget.value)}
        />
        <Failure error={asked.error} retry={() => void asked.ask()} />
      </Stack>
    );
  }
  const current = value === "" ? [] : [{ id: value, name: name ?? value }];
  const places = asked.data ?? current;
  return (
    <Select
      {...shown}
      placeholder={question ? "Choose" : "Choose what it is in first"}
      disabled={!question}
      searchable
      clearable={field.optional === true}
      allowDeselect={field.optional === true}
      clearButtonProps={{ "aria-label": `Without ${field.label}` }}
      nothingFoundMessage={asked.data ? "None that the credentials see" : "Asking the platform"}
      {...(asked.pending && { rightSection: <Loader size={14} /> })}
      data={places.map((place) => ({ value: place.id, label: place.name }))}
      value={value === "" ? null : value}
      onDropdownOpen={() => {
        if (!asked.data && !asked.pending) void asked.ask();
      }}
      onChange={(chosen, option) => onChange(chosen ?? "", option?.label ?? "")}
    />
  );
}
