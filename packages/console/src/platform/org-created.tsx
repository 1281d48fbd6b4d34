import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { CopyField } from "../ui/copy-field.tsx";
import { dayOf } from "../ui/relative-time.tsx";
import type { CreatedOrg } from "./create-org-dialog.tsx";

interface OrgCreatedProps {
  readonly org: CreatedOrg;
  readonly onClose: () => void;
}

export function OrgCreated({ org: { name, invitation }, onClose }: OrgCreatedProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${name} is there`}
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="md">
        {invitation?.link === undefined ? (
          <Text fz={14}>The first owner has been sent an invitation by mail.</Text>
        ) : (
          <>
            <Text fz={14}>
              Give this link to the first owner. It works once, until {dayOf(invitation.expiresAt)}, and
              whoever has it becomes owner of {name}.
            </Text>
            <CopyField name="Invitation link" label="Copy link" value={invitation.link} primary />
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
