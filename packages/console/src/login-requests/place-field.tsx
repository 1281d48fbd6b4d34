import { Select } from "@mantine/core";
import type { LoginPlace } from "./login-places.ts";

interface PlaceFieldProps {
  readonly places: readonly LoginPlace[];
  readonly value: LoginPlace;
  readonly onChange: (place: LoginPlace) => void;
}

export function PlaceField({ places, value, onChange }: PlaceFieldProps) {
  const orgs = [...new Set(places.map(({ orgName }) => orgName))];
  return (
    <Select
      label="Organization or team"
      allowDeselect={false}
      searchable={places.length > 8}
      data={orgs.map((group) => ({ group, items: places.filter(({ orgName }) => orgName === group) }))}
      value={value.value}
      onChange={(chosen) => {
        const place = places.find((one) => one.value === chosen);
        if (place) onChange(place);
      }}
    />
  );
}
