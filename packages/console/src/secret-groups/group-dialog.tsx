import { Modal, Stack } from "@mantine/core";
import { Failure } from "../ui/failure.tsx";
import { FormActions } from "../ui/form-actions.tsx";
import { GroupFields, type GroupFieldsProps } from "./group-fields.tsx";

interface GroupDialogProps extends GroupFieldsProps {
  readonly title: string;
  readonly verb: string;
  readonly pending: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
}

export function GroupDialog({ title, verb, pending, onSubmit, onClose, ...fields }: GroupDialogProps) {
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Stack gap="md">
          <GroupFields {...fields} />
          <Failure error={fields.error} />
          <FormActions verb={verb} pending={pending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
