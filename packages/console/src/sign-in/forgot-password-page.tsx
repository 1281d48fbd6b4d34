import { Anchor, Button, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { auth } from "../api/auth-client.ts";
import { useAttempt } from "./attempt.ts";
import { EmailField } from "./fields.tsx";
import { OutsidePage } from "./outside-page.tsx";
import { SignInFailure } from "./sign-in-failure.tsx";
import { Form } from "../ui/form.tsx";

export function ForgotPasswordPage() {
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState(false);
  const attempt = useAttempt();
  async function ask() {
    if (await attempt.run("ask", () => auth.requestPasswordReset({ email }))) setSent(true);
  }
  if (sent) {
    return (
      <OutsidePage title="Look into your mail">
        <Text fz={14}>
          If somebody with this address has an account, a link is on its way. Where no mail server is set up,
          the operator finds it in the log of the server.
        </Text>
        <Anchor component={Link} to="/sign-in" fz={13}>
          Back to sign-in
        </Anchor>
      </OutsidePage>
    );
  }
  return (
    <OutsidePage title="Forgot your password?" lead="We send you a link with which you set a new one.">
      <Form onSubmit={ask}>
        <Stack gap="md">
          <EmailField value={email} onChange={setEmail} />
          <SignInFailure failure={attempt.failure} />
          <Button type="submit" loading={attempt.pending !== undefined}>
            Send the link
          </Button>
          <Anchor component={Link} to="/sign-in" fz={13}>
            Back to sign-in
          </Anchor>
        </Stack>
      </Form>
    </OutsidePage>
  );
}
