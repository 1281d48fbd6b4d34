import { Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Sync } from "./sync.ts";
import { useStartRun } from "./use-start-run.ts";
import { FormDialog } from "../ui/form-dialog.tsx";

interface ImportDialogProps {
  readonly sync: Sync;
  readonly onClose: () => void;
}

export function ImportDialog({ sync, onClose }: ImportDialogProps) {
  const [prefer, setPrefer] = useState<"source" | "destination">("source");
  const start = useStartRun(sync);
  async function submit() {
    if (await start.run({ kind: "import", prefer })) onClose();
  }
  return (
    <FormDialog
      title={`Import into ${sync.source.name}`}
      verb="Import"
      write={start}
      onSubmit={submit}
      onClose={onClose}
    >
      <Text fz={14}>
        What the destination has, as far as the sync reaches it, is taken into the secret group. Nothing is
        written at the destination.
      </Text>
      <Radio.Group label="Where both have a value" value={prefer} onChange={(value) => setPrefer(value)}>
        <Stack gap="xs" mt={6}>
          <Radio value="source" label="Keep the secret group's" data-autofocus />
          <Radio value="destination" label="Take the destination's" />
        </Stack>
      </Radio.Group>
    </FormDialog>
  );
}
