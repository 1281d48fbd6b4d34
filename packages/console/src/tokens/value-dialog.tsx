import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { CopyField } from "../ui/copy-field.tsx";
import { DownloadEnv } from "./download-env.tsx";
import { PublishableUse, ValueUses } from "./value-uses.tsx";

/** `external`: another platform gave it out, so it opens nothing here, and is kept for syncs to deliver. */
type ValueKind = "secret" | "publishable" | "external";

interface ValueDialogProps {
  readonly title: string;
  readonly name: string;
  readonly value: string;
  readonly kind?: ValueKind;
  readonly onClose: () => void;
}

const WORDS: Record<ValueKind, string> = {
  secret: "This is the token. Copy it now: it will not be shown again, and we do not keep it.",
  publishable:
    "This is the token. It is no secret: whoever may see the token finds it again on the token's page.",
  external: "This is the token. It will not be shown again; it is kept sealed, for syncs to deliver it.",
};

/** The value. A secret one is shown this once, and closing asks once if it was not taken along. */
export function ValueDialog({ title, name, value, kind = "secret", onClose }: ValueDialogProps) {
  const [taken, setTaken] = useState(false);
  const [asks, setAsks] = useState(false);
  const close = () => (taken || asks || kind !== "secret" ? onClose() : setAsks(true));
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
        <Text fz={14}>{WORDS[kind]}</Text>
        <CopyField name="Token" label="Copy token" value={value} onCopied={take} primary>
          {kind === "secret" && <DownloadEnv name={name} value={value} onTaken={take} />}
        </CopyField>
        {kind === "secret" && <ValueUses value={value} onTaken={take} />}
        {kind === "publishable" && <PublishableUse value={value} />}
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
