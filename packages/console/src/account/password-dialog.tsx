import { Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { type Outcome, useAttempt } from "../sign-in/attempt.ts";
import { SignInFailure } from "../sign-in/sign-in-failure.tsx";
import { Form } from "../ui/form.tsx";
import { FormActions } from "../ui/form-actions.tsx";

interface PasswordDialogProps<Done> {
  readonly title: string;
  readonly verb: string;
  /** The consequence. */
  readonly children: ReactNode;
  readonly attempt: (password: string) => Promise<Outcome<Done>>;
  readonly onDone: (done: Done) => void;
  readonly onClose: () => void;
}

/** For what an open browser alone must not be enough for. */
export function PasswordDialog<Done>(props: PasswordDialogProps<Done>) {
  const { title, verb, children, attempt, onDone, onClose } = props;
  const [password, setPassword] = useState("");
  const { run, pending, failure } = useAttempt();
  async function submit() {
    const done = await run("password", () => attempt(password));
    if (done !== undefined) onDone(done);
  }
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <Form onSubmit={submit}>
        <Stack gap="md">
          <Text fz={14}>{children}</Text>
          <PasswordInput
            label="Your password"
            autoComplete="current-password"
            required
            data-autofocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <SignInFailure failure={failure} />
          <FormActions verb={verb} pending={pending !== undefined} onCancel={onClose} />
        </Stack>
      </Form>
    </Modal>
  );
}
