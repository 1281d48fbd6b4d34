import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { Confirm } from "../ui/confirm.tsx";
import { Panel } from "../ui/panel.tsx";
import { useOperator } from "./operator.ts";

/** The key that all stored secrets hang on. */
export function MasterKeyPanel() {
  const { can } = useOperator();
  const [rotating, setRotating] = useState(false);
  if (!can("platform:admin:encryption-keys:rotate")) return null;
  return (
    <Panel title="Master key">
      <Group justify="space-between" gap="md">
        <Text fz={14} flex={1} miw={240}>
          It wraps the keys that secret groups and signing keys are encrypted with. Rotate it when somebody
          who could read the data folder should no longer be able to.
        </Text>
        <Button variant="default" onClick={() => setRotating(true)}>
          Rotate master key
        </Button>
      </Group>
      {rotating && <RotateMasterKey onClose={() => setRotating(false)} />}
    </Panel>
  );
}

function RotateMasterKey({ onClose }: { readonly onClose: () => void }) {
  const { client } = useOperator();
  const rotate = useWrite((_: null, options) => client.rotateMasterKey({}, options));
  async function confirm() {
    const answer = await rotate.run(null);
    if (!answer) return;
    const { rewrappedKeys } = answer;
    const keys = rewrappedKeys === 1 ? "1 data key is" : `${rewrappedKeys} data keys are`;
    notifications.show({ message: `Rotated: ${keys} wrapped with the new master key.` });
    onClose();
  }
  return (
    <Confirm
      title="Rotate the master key"
      verb="Rotate"
      pending={rotate.pending}
      error={rotate.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      A new master key is made in the data folder, and every data key is wrapped with it. Nothing is
      unavailable meanwhile. Back up the data folder afterwards: older copies of the key no longer open what
      is stored.
    </Confirm>
  );
}
