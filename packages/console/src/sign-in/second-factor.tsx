import { Anchor, Button, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { auth } from "../api/auth-client.ts";
import { useAttempt } from "./attempt.ts";
import { SignInFailure } from "./sign-in-failure.tsx";
import { Form } from "../ui/form.tsx";

/** The code of the authenticator app, or one of the backup codes. */
export function SecondFactor({ onDone }: { readonly onDone: () => void }) {
  const [code, setCode] = useState("");
  const [isBackup, setIsBackup] = useState(false);
  const attempt = useAttempt();
  async function verify() {
    const done = isBackup
      ? await attempt.run("code", () => auth.twoFactor.verifyBackupCode({ code: code.trim() }))
      : await attempt.run("code", () => auth.twoFactor.verifyTotp({ code: code.replaceAll(/\s/g, "") }));
    if (done) onDone();
  }
  return (
    <Form onSubmit={verify}>
      <Stack gap="md">
        <TextInput
          label={isBackup ? "Backup code" : "Code"}
          autoComplete="one-time-code"
          inputMode={isBackup ? "text" : "numeric"}
          autoFocus
          required
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <SignInFailure failure={attempt.failure} />
        <Button type="submit" loading={attempt.pending !== undefined}>
          Go on
        </Button>
        <Anchor component="button" type="button" fz={13} onClick={() => setIsBackup(!isBackup)}>
          {isBackup ? "Use the authenticator app" : "Use a backup code"}
        </Anchor>
      </Stack>
    </Form>
  );
}
