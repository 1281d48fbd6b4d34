import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { CopyField } from "../ui/copy-field.tsx";

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}

/** Shown this once. */
export function RecoveryCodes({ codes, onClose }: RecoveryCodesProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title="Keep these recovery codes"
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="md">
        <Text fz={14}>
          When you do not have your phone, each of them signs you in once. They are not shown again.
        </Text>
        <CopyField name="Recovery codes" label="Copy codes" value={codes.join("\n")} primary />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            I have kept them
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
