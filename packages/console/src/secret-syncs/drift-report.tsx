import { Alert, Group, Loader, Stack, Text, Title } from "@mantine/core";
import { IconEyeOff } from "@tabler/icons-react";
import type { Asked } from "../app-connections/use-asked.ts";
import { Failure } from "../ui/failure.tsx";
import { RunChanges } from "./run-changes.tsx";
import type { Drift } from "./sync.ts";

/** What differs at the destination, by name, as the platform says it. */
export function DriftReport({ asked: { data, error, pending, ask } }: { readonly asked: Asked<Drift> }) {
  if (pending) {
    return (
      <Group gap="sm" role="status">
        <Loader size="xs" />
        <Text fz={14}>Asking the platform what is there</Text>
      </Group>
    );
  }
  if (error !== undefined) return <Failure error={error} retry={() => void ask()} />;
  if (!data) return null;
  const { there, next, seesValues } = data;
  return (
    <Stack gap="md" fz={14}>
      <section>
        <Title order={3} mb={6}>
          Changed there by others
        </Title>
        <RunChanges
          changes={[
            ["added", there.added],
            ["changed", there.changed],
            ["removed", there.removed],
          ]}
          none="Nothing since the last sync."
        />
      </section>
      <section>
        <Title order={3} mb={6}>
          What the next sync does there
        </Title>
        <RunChanges
          changes={[
            ["creates", next.created],
            ["updates", next.updated],
            ["deletes", next.deleted],
          ]}
          none="Nothing: the destination has what the source has."
        />
      </section>
      {!seesValues && (
        <Alert icon={<IconEyeOff size={18} />}>
          The platform does not show all values, so it cannot be seen whether others have changed one.
        </Alert>
      )}
    </Stack>
  );
}
