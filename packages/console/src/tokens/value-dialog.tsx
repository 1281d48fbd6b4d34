import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { CopyField } from "../ui/copy-field.tsx";
import { DownloadEnv } from "./download-env.tsx";
import { ValueUses } from "./value-uses.tsx";

interface ValueDialogProps {
  readonly title: string;
  readonly name: string;
  readonly value: string;
  /** Another platform gave it out: it opens nothing here, and is kept for syncs to deliver. */
  readonly isExternal?: boolean;
  readonly onClose: () => void;
}

/** The value, this once. Closing asks once if nothing was taken along. */
export function ValueDialog({ title, name, value, isExternal = false, onClose }: ValueDialogProps) {
  const [taken, setTaken] = useState(false);
  const [asks, setAsks] = useState(false);
  const close = () => (taken || asks || isExternal ? onClose() : setAsks(true));
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
          {isExternal
            ? "This is the token. It will not be shown again; it is kept sealed, for syncs to deliver it."
            : "This is the token. Copy it now: it will not be shown again, and we do not keep it."}
        </Text>
        <CopyField name="Token" label="Copy token" value={value} onCopied={take} primary>
          {!isExternal && <DownloadEnv name={name} value={value} onTaken={take} />}
        </CopyField>
        {!isExternal && <ValueUses value={value} onTaken={take} />}
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
