import { Select } from "@mantine/core";
import type { OwnPlace } from "./own-places.ts";

interface OwnPlaceFieldProps {
  readonly places: readonly OwnPlace[];
  readonly value: OwnPlace;
  readonly onChange: (place: OwnPlace) => void;
}

export function OwnPlaceField({ places, value, onChange }: OwnPlaceFieldProps) {
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
