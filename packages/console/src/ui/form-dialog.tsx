import { Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { Failure } from "./failure.tsx";
import { FormActions } from "./form-actions.tsx";
import { Form } from "./form.tsx";

interface FormDialogProps {
  readonly title: string;
  readonly size?: "lg" | "xl";
  /** What the form does, and how that goes. */
  readonly verb: string;
  readonly write: { readonly pending: boolean; readonly error: unknown };
  readonly disabled?: boolean;
  readonly onSubmit: () => Promise<void> | void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog that is one form: what went wrong, and the way out, come after its fields. */
export function FormDialog(props: FormDialogProps) {
  const { title, size, verb, write, disabled = false, onSubmit, onClose, children } = props;
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      {...(size && { size })}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Form onSubmit={onSubmit}>
        <Stack gap="md">
          {children}
          <Failure error={write.error} />
          <FormActions verb={verb} pending={write.pending} disabled={disabled} onCancel={onClose} />
        </Stack>
      </Form>
    </Modal>
  );
}
