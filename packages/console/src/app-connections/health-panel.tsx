import { Button, Group, Stack, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { Failure } from "../ui/failure.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import type { AppConnection } from "./app-connection.ts";
import { ConnectionHealth } from "./connection-health.tsx";

type Health = AppConnection["health"];

const MEANINGS: Readonly<Record<Health["status"], string>> = {
  ok: "The platform accepts the credentials.",
  failing: "The platform does not accept the credentials.",
  unknown: "The platform gave no clear answer.",
};

/** Whether the credentials work, as of when the platform was last asked. */
export function HealthPanel({ connection }: { readonly connection: AppConnection }) {
  const { client, team, can } = useTeamPlace();
  const { status, message, checkedAt } = connection.health;
  const check = useWrite((_: null, options) =>
    client.checkAppConnection({ params: { teamId: team, connectionId: connection.id } }, options),
  );
  const checkNow = can("team:admin:app-connections:connect") && (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconRefresh size={14} />}
      loading={check.pending}
      onClick={() => void check.run(null)}
    >
      Check now
    </Button>
  );
  return (
    <Panel title="Health" actions={checkNow}>
      <Stack gap="sm">
        <Group gap="sm" align="baseline" role="status">
          <ConnectionHealth status={status} />
          <Text fz={14}>{message ?? MEANINGS[status]}</Text>
          <Text component="div" fz={13} c="dimmed">
            {check.pending ? (
              "Asking the platform"
            ) : (
              <>
                Checked <RelativeTime at={checkedAt} />, and by itself every few hours
              </>
            )}
          </Text>
        </Group>
        <Failure error={check.error} />
      </Stack>
    </Panel>
  );
}
