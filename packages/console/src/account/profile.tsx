import { Button, Group, Stack, TextInput } from "@mantine/core";
import { NAME_MAX_LENGTH } from "@keywright/contract";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { accountQuery } from "../api/account.ts";
import { auth } from "../api/auth-client.ts";
import { useAccount } from "../app/place.ts";
import { useAttempt } from "../sign-in/attempt.ts";
import { SignInFailure } from "../sign-in/sign-in-failure.tsx";
import { Panel } from "../ui/panel.tsx";
import { Memberships } from "./memberships.tsx";
import { Form } from "../ui/form.tsx";

export function Profile() {
  return (
    <Stack gap="md">
      <NameForm />
      <Memberships />
    </Stack>
  );
}

function NameForm() {
  const { person } = useAccount();
  const queries = useQueryClient();
  const [name, setName] = useState(person.name);
  const attempt = useAttempt();
  async function save() {
    if (!(await attempt.run("name", () => auth.updateUser({ name: name.trim() })))) return;
    await queries.invalidateQueries(accountQuery);
    notifications.show({ message: "Saved." });
  }
  return (
    <Panel title="You">
      <Form onSubmit={save}>
        <Stack gap="md" maw={420}>
          <TextInput
            label="Your name"
            autoComplete="name"
            required
            maxLength={NAME_MAX_LENGTH}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="E-mail"
            description="You sign in with it. It stays the one you were invited by."
            readOnly
            value={person.email}
          />
          <SignInFailure failure={attempt.failure} />
          <Group>
            <Button type="submit" loading={attempt.pending !== undefined} disabled={name.trim() === ""}>
              Save
            </Button>
          </Group>
        </Stack>
      </Form>
    </Panel>
  );
}
