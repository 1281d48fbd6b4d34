import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { CopyField } from "../ui/copy-field.tsx";
import { DownloadEnv } from "./download-env.tsx";
import { ValueUses } from "./value-uses.tsx";

interface ValueDialogProps {
  readonly title: string;
  readonly name: string;
  readonly value: string;
  readonly onClose: () => void;
}

/** The value, this once. Closing asks once if nothing was taken along. */
export function ValueDialog({ title, name, value, onClose }: ValueDialogProps) {
  const [taken, setTaken] = useState(false);
  const [asks, setAsks] = useState(false);
  const close = () => (taken || asks ? onClose() : setAsks(true));
  const take = () => {
    setTaken(true);
    setAsks(false);
  };
  return (
    <Modal
      opened
      onClose={close}
      title={title}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="md">
        <Text fz={14}>
          This is the token. Copy it now: it will not be shown again, and we do not keep it.
        </Text>
        <CopyField name="Token" label="Copy token" value={value} onCopied={take} primary>
          <DownloadEnv name={name} value={value} onTaken={take} />
        </CopyField>
        <ValueUses value={value} onTaken={take} />
        {asks && (
          <Alert color="yellow" title="You have not copied it" role="alert">
            Once this is closed, nobody can see it again. You can rotate the token to get a new value.
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant={taken ? "filled" : "default"} onClick={close}>
            {asks ? "Close without it" : "Done"}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
