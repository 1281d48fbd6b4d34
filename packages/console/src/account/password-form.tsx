import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { PASSWORD_MIN_LENGTH } from "@keywright/contract";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { auth } from "../api/auth-client.ts";
import { useAttempt } from "../sign-in/attempt.ts";
import { SignInFailure } from "../sign-in/sign-in-failure.tsx";
import { Panel } from "../ui/panel.tsx";
import { Form } from "../ui/form.tsx";

export function PasswordForm() {
  const [currentPassword, setCurrent] = useState("");
  const [newPassword, setNew] = useState("");
  const attempt = useAttempt();
  async function change() {
    const body = { currentPassword, newPassword, revokeOtherSessions: true };
    if (!(await attempt.run("password", () => auth.changePassword(body)))) return;
    setCurrent("");
    setNew("");
    notifications.show({ message: "Changed. You are signed out everywhere else." });
  }
  return (
    <Panel title="Password">
      <Form onSubmit={change}>
        <Stack gap="md" maw={420}>
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            required
            value={currentPassword}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <PasswordInput
            label="New password"
            description={`At least ${PASSWORD_MIN_LENGTH} characters. It signs you out everywhere else.`}
            autoComplete="new-password"
            required
            minLength={PASSWORD_MIN_LENGTH}
            value={newPassword}
            onChange={(event) => setNew(event.currentTarget.value)}
          />
          <SignInFailure failure={attempt.failure} />
          <Group>
            <Button type="submit" loading={attempt.pending !== undefined}>
              Change password
            </Button>
          </Group>
        </Stack>
      </Form>
    </Panel>
  );
}
