import { Button, Loader, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { clientOf } from "../api/client.ts";
import { type Answer, read } from "../api/read.ts";
import { useWrite } from "../api/write.ts";
import { Failure, fieldError } from "../ui/failure.tsx";
import { enter } from "./enter.ts";
import { NewPasswordField, PersonNameField } from "./fields.tsx";
import { InvitedAccount } from "./invited-account.tsx";
import { forgetLinkSecret, linkSecret } from "./link-secret.ts";
import { OutsidePage } from "./outside-page.tsx";
import { Form } from "../ui/form.tsx";

export function InvitePage() {
  const [secret] = useState(linkSecret);
  const { data, error } = useQuery({
    ...read(undefined, "inspectInvitation", { body: { secret } }),
    enabled: secret !== "",
    // The secret is part of the key: it goes when the page goes.
    gcTime: 0,
  });
  if (secret === "") {
    return <OutsidePage title="Invitation" lead="Open the whole link: its end, behind the #, is missing." />;
  }
  if (error) {
    return (
      <OutsidePage title="This invitation does not work" lead="Whoever invited you can send a new one.">
        <Failure error={error} />
      </OutsidePage>
    );
  }
  if (!data) {
    return (
      <OutsidePage title="Invitation">
        <Loader size="sm" aria-label="Loading" />
      </OutsidePage>
    );
  }
  return <Invitation secret={secret} invitation={data} />;
}

interface InvitationProps {
  readonly secret: string;
  readonly invitation: Answer<"inspectInvitation">;
}

function Invitation({ secret, invitation }: InvitationProps) {
  const { org, team, invitedBy, email, hasAccount } = invitation;
  const to = team ? `the team ${team.name} of ${org.name}` : org.name;
  return (
    <OutsidePage
      title={`Join ${team?.name ?? org.name}`}
      lead={`${invitedBy ?? "Somebody"} invites ${email} to ${to}.`}
    >
      {hasAccount ? (
        <InvitedAccount secret={secret} email={email} />
      ) : (
        <NewAccount secret={secret} name={invitation.name ?? ""} />
      )}
    </OutsidePage>
  );
}

function NewAccount({ secret, name: given }: { readonly secret: string; readonly name: string }) {
  const [name, setName] = useState(given);
  const [password, setPassword] = useState("");
  const accept = useWrite((body: { name: string; password: string }, options) =>
    clientOf().acceptInvitation({ body: { secret, ...body } }, options),
  );
  async function submit() {
    if (!(await accept.run({ name, password }))) return;
    forgetLinkSecret();
    enter();
  }
  return (
    <Form onSubmit={submit}>
      <Stack gap="md">
        <PersonNameField value={name} onChange={setName} error={fieldError(accept.error, "name")} />
        <NewPasswordField
          value={password}
          onChange={setPassword}
          error={fieldError(accept.error, "password")}
        />
        <Failure error={accept.error} />
        <Button type="submit" loading={accept.pending}>
          Join
        </Button>
      </Stack>
    </Form>
  );
}
