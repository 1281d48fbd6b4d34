import { Group, Select, TextInput } from "@mantine/core";
import { type Lifetime, ON_A_DAY } from "./lifetimes.ts";

interface LifetimeFieldsProps {
  readonly lifetimes: readonly Lifetime[];
  readonly lifetime: string;
  readonly day: string;
  readonly onLifetime: (lifetime: string) => void;
  readonly onDay: (day: string) => void;
  readonly errorOf: (field: string) => string | undefined;
}

/** One of the lifetimes that the policy allows, or a day. */
export function LifetimeFields(props: LifetimeFieldsProps) {
  const { lifetimes, lifetime, day, onLifetime, onDay, errorOf } = props;
  return (
    <Group grow align="flex-start">
      <Select
        label="Expires"
        allowDeselect={false}
        data={lifetimes}
        value={lifetime}
        error={errorOf("lifetimeSeconds") ?? errorOf("expiresAt")}
        onChange={(value) => value !== null && onLifetime(value)}
      />
      {lifetime === ON_A_DAY && (
        <TextInput
          label="Last day"
          type="date"
          required
          min={new Date().toISOString().slice(0, 10)}
          value={day}
          onChange={(event) => onDay(event.currentTarget.value)}
        />
      )}
    </Group>
  );
}
