import { Anchor, Button, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { auth } from "../api/auth-client.ts";
import { useAttempt } from "./attempt.ts";
import { NewPasswordField } from "./fields.tsx";
import { forgetLinkSecret, linkSecret } from "./link-secret.ts";
import { OutsidePage } from "./outside-page.tsx";
import { SignInFailure } from "./sign-in-failure.tsx";
import { Form } from "../ui/form.tsx";

export function ResetPasswordPage() {
  const [secret] = useState(linkSecret);
  const [password, setPassword] = useState("");
  const [done, setDone] = useState(false);
  const attempt = useAttempt();
  async function reset() {
    if (!(await attempt.run("reset", () => auth.resetPassword({ newPassword: password, token: secret }))))
      return;
    forgetLinkSecret();
    setDone(true);
  }
  if (done) {
    return (
      <OutsidePage title="Your password is set" lead="You are signed out everywhere.">
        <Button component={Link} to="/sign-in">
          Sign in
        </Button>
      </OutsidePage>
    );
  }
  return (
    <OutsidePage title="Set a new password">
      <Form onSubmit={reset}>
        <Stack gap="md">
          <NewPasswordField value={password} onChange={setPassword} />
          <SignInFailure failure={attempt.failure} />
          {secret === "" && (
            <Text fz={14}>Open the whole link from the mail: its end, behind the #, is missing.</Text>
          )}
          <Button type="submit" loading={attempt.pending !== undefined} disabled={secret === ""}>
            Set password
          </Button>
          <Anchor component={Link} to="/forgot-password" fz={13}>
            Ask for a new link
          </Anchor>
        </Stack>
      </Form>
    </OutsidePage>
  );
}
