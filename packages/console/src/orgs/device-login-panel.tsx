import { Stack, Switch } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useWrite } from "../api/write.ts";
import { usePlace } from "../app/place.ts";
import { Failure } from "../ui/failure.tsx";
import { Panel } from "../ui/panel.tsx";

interface DeviceLoginPanelProps {
  readonly allowed: boolean;
  readonly locked: boolean;
}

/** A code can be sent to somebody who then approves a stranger's login; a browser on the same machine cannot be. */
export function DeviceLoginPanel({ allowed, locked }: DeviceLoginPanelProps) {
  const { client } = usePlace();
  const save = useWrite((deviceLogin: boolean, options) =>
    client.patchOwnOrg({ body: { deviceLogin } }, options),
  );
  async function change(deviceLogin: boolean) {
    if (!(await save.run(deviceLogin))) return;
    notifications.show({ message: deviceLogin ? "Device login is on." : "Device login is off." });
  }
  return (
    <Panel title="Command lines">
      <Stack gap="md">
        <Switch
          label="Device login"
          description="Machines without a browser are logged in by comparing a code. Off, only a browser on the same machine can: a code can be sent to somebody, to make them approve a stranger."
          checked={allowed}
          disabled={locked || save.pending}
          onChange={(event) => void change(event.currentTarget.checked)}
        />
        <Failure error={save.error} />
      </Stack>
    </Panel>
  );
}
