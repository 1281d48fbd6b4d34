import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { Failure } from "../ui/failure.tsx";
import { InvitationDialog } from "./invitation-dialog.tsx";
import { memberName } from "./member-name.tsx";
import { type InvitationSent, type MemberRow, useMemberOperations } from "./member-operations.ts";

interface InviteAgainDialogProps {
  readonly member: MemberRow;
  readonly onClose: () => void;
}

export function InviteAgainDialog({ member, onClose }: InviteAgainDialogProps) {
  const operations = useMemberOperations();
  const [sent, setSent] = useState<InvitationSent>();
  const again = useWrite((_: null, options) => operations.inviteAgain(member.id, options));
  const email = member.emails[0]?.address ?? memberName(member);
  if (sent) return <InvitationDialog invitation={sent} email={email} onClose={onClose} />;
  async function submit() {
    const invitation = await again.run(null);
    if (!invitation) return;
    if (invitation.link !== undefined) return setSent(invitation);
    notifications.show({ message: `Sent another invitation to ${email}.` });
    onClose();
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Invite ${email} again`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="md">
        <Text fz={14}>They get a new link. The earlier one stops working.</Text>
        <Failure error={again.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={again.pending} onClick={() => void submit()} data-autofocus>
            Invite again
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
