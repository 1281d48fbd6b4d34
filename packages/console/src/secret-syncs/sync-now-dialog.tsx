import { Button, Group, Modal, Stack } from "@mantine/core";
import { useEffect, useRef } from "react";
import { Failure } from "../ui/failure.tsx";
import { DriftReport } from "./drift-report.tsx";
import { useDrift } from "./drift-panel.tsx";
import type { Sync } from "./sync.ts";
import { useStartRun } from "./use-start-run.ts";

interface SyncNowDialogProps {
  readonly sync: Sync;
  readonly onClose: () => void;
}

/** Says what it will write over before it does. */
export function SyncNowDialog({ sync, onClose }: SyncNowDialogProps) {
  const drift = useDrift(sync);
  const start = useStartRun(sync);
  const askAtFirst = useRef(drift.ask);
  useEffect(() => void askAtFirst.current(), []);
  async function run() {
    if (await start.run({ kind: "sync" })) onClose();
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Sync ${sync.name} now`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="lg">
        <DriftReport asked={drift} />
        <Failure error={start.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button data-autofocus loading={start.pending} onClick={() => void run()}>
            Sync now
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
