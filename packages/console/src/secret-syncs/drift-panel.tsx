import { Button, Text } from "@mantine/core";
import { useAsked } from "../app-connections/use-asked.ts";
import { useTeamPlace } from "../app/place.ts";
import { Panel } from "../ui/panel.tsx";
import { DriftReport } from "./drift-report.tsx";
import type { Sync } from "./sync.ts";

export function DriftPanel({ sync }: { readonly sync: Sync }) {
  const drift = useDrift(sync);
  const compare = (
    <Button size="xs" variant="default" loading={drift.pending} onClick={() => void drift.ask()}>
      {drift.data ? "Compare again" : "Compare"}
    </Button>
  );
  const isBlank = !drift.data && !drift.pending && drift.error === undefined;
  return (
    <Panel title="What differs" actions={compare}>
      {isBlank && (
        <Text fz={14} c="dimmed">
          What others have changed at the destination, and what the next sync will do there.
        </Text>
      )}
      <DriftReport asked={drift} />
    </Panel>
  );
}

export function useDrift({ id }: Pick<Sync, "id">) {
  const { client, team } = useTeamPlace();
  return useAsked((signal) => client.getSyncDrift({ params: { teamId: team, syncId: id } }, { signal }));
}
