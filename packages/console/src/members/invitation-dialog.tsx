import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { CopyField } from "../ui/copy-field.tsx";
import { dayOf } from "../ui/relative-time.tsx";
import type { InvitationSent } from "./member-operations.ts";

interface InvitationDialogProps {
  readonly invitation: InvitationSent;
  readonly email: string;
  readonly onClose: () => void;
}

/** Where no mail server is set, whoever invites passes the link on. It is shown this once. */
export function InvitationDialog({
  invitation: { link = "", expiresAt },
  email,
  onClose,
}: InvitationDialogProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Invitation for ${email}`}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="md">
        <Text fz={14}>
          No mail server is set, so pass this link on yourself. Whoever opens it joins as {email}: it works
          once, until {dayOf(expiresAt)}, and is not shown again.
        </Text>
        <CopyField name="Invitation link" label="Copy link" value={link} primary />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
