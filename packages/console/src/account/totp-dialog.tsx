import { Code, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { auth } from "../api/auth-client.ts";
import { useAttempt } from "../sign-in/attempt.ts";
import { SignInFailure } from "../sign-in/sign-in-failure.tsx";
import { PasswordDialog } from "./password-dialog.tsx";
import { QrCode } from "./qr-code.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { Form } from "../ui/form.tsx";
import { FormActions } from "../ui/form-actions.tsx";

interface Enrolment {
  readonly totpURI: string;
  readonly backupCodes: readonly string[];
}

/** Password, then the app learns the secret, then it proves that it has: only then the second step is on. */
export function TotpDialog({ onClose }: { readonly onClose: () => void }) {
  const [enrolment, setEnrolment] = useState<Enrolment>();
  const [verified, setVerified] = useState(false);
  if (!enrolment) {
    return (
      <PasswordDialog
        title="Set up an authenticator app"
        verb="Go on"
        attempt={(password) => auth.twoFactor.enable({ password })}
        onDone={(answer) => "totpURI" in answer && setEnrolment(answer)}
        onClose={onClose}
      >
        You need an app that shows one-time codes, on your phone or in your password manager.
      </PasswordDialog>
    );
  }
  if (verified) return <RecoveryCodes codes={enrolment.backupCodes} onClose={onClose} />;
  return <ScanStep uri={enrolment.totpURI} onDone={() => setVerified(true)} onClose={onClose} />;
}

interface ScanStepProps {
  readonly uri: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function ScanStep({ uri, onDone, onClose }: ScanStepProps) {
  const [code, setCode] = useState("");
  const { run, pending, failure } = useAttempt();
  async function verify() {
    if (await run("code", () => auth.twoFactor.verifyTotp({ code: code.replaceAll(/\s/g, "") }))) onDone();
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title="Scan it with the app"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Form onSubmit={verify}>
        <Stack gap="md">
          <QrCode text={uri} label="The secret, for the camera of the app" />
          <Text fz={14} component="div">
            Or type this secret: <Code aria-label="Secret">{secretOf(uri)}</Code>
          </Text>
          <TextInput
            label="Code"
            description="The one that the app shows now."
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            data-autofocus
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <SignInFailure failure={failure} />
          <FormActions verb="Turn on" pending={pending !== undefined} onCancel={onClose} />
        </Stack>
      </Form>
    </Modal>
  );
}

function secretOf(uri: string): string {
  return new URL(uri).searchParams.get("secret") ?? "";
}
