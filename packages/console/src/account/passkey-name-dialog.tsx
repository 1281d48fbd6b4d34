import { Modal, Stack, TextInput } from "@mantine/core";
import { NAME_MAX_LENGTH } from "@keywright/contract";
import { useState } from "react";
import { auth } from "../api/auth-client.ts";
import { useAttempt } from "../sign-in/attempt.ts";
import { SignInFailure } from "../sign-in/sign-in-failure.tsx";
import { Form } from "../ui/form.tsx";
import { FormActions } from "../ui/form-actions.tsx";

interface PasskeyNameDialogProps {
  readonly passkey: { readonly id: string };
  readonly name: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function PasskeyNameDialog({ passkey: { id }, name: given, onDone, onClose }: PasskeyNameDialogProps) {
  const [name, setName] = useState(given);
  const { run, pending, failure } = useAttempt();
  async function rename() {
    if (!(await run("rename", () => auth.passkey.updatePasskey({ id, name: name.trim() })))) return;
    onDone();
    onClose();
  }
  return (
    <Modal opened onClose={onClose} title={`Rename ${given}`} closeButtonProps={{ "aria-label": "Close" }}>
      <Form onSubmit={rename}>
        <Stack gap="md">
          <TextInput
            label="Name"
            required
            data-autofocus
            maxLength={NAME_MAX_LENGTH}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <SignInFailure failure={failure} />
          <FormActions
            verb="Rename"
            pending={pending !== undefined}
            disabled={name.trim() === ""}
            onCancel={onClose}
          />
        </Stack>
      </Form>
    </Modal>
  );
}
