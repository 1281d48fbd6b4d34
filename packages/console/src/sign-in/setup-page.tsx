import { Anchor, Button, Group, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { clientOf } from "../api/client.ts";
import { read } from "../api/read.ts";
import { useWrite } from "../api/write.ts";
import { Failure, fieldError } from "../ui/failure.tsx";
import { enter } from "./enter.ts";
import { EmailField, NewPasswordField, PersonNameField } from "./fields.tsx";
import { forgetLinkSecret, linkSecret } from "./link-secret.ts";
import { OutsidePage } from "./outside-page.tsx";
import { Form } from "../ui/form.tsx";

/** Where the link leads that is printed when an empty installation starts. */
export function SetupPage() {
  const [secret] = useState(linkSecret);
  const { data, error, refetch } = useQuery(read(undefined, "getSetup", {}));
  if (error) {
    return (
      <OutsidePage title="Set up Keywright">
        <Failure error={error} retry={() => void refetch()} />
      </OutsidePage>
    );
  }
  if (data && !data.pending) {
    return (
      <OutsidePage title="Keywright is set up" lead="Its first person is there already.">
        <Button component={Link} to="/sign-in">
          Sign in
        </Button>
      </OutsidePage>
    );
  }
  if (secret === "") {
    return (
      <OutsidePage
        title="Set up Keywright"
        lead="Open the whole link that the server printed when it started. Its end, behind the #, proves that it is you."
      />
    );
  }
  return (
    <OutsidePage
      title="Set up Keywright"
      lead="You become the owner of the first organization, and the operator of this installation."
    >
      <SetupForm secret={secret} />
    </OutsidePage>
  );
}

const BLANK = { name: "", email: "", password: "", orgName: "", teamName: "" };

function SetupForm({ secret }: { readonly secret: string }) {
  const [fields, setFields] = useState(BLANK);
  const [wantsNames, setWantsNames] = useState(false);
  const setup = useWrite((body: typeof BLANK, options) => {
    const { orgName, teamName, ...person } = body;
    const names = { ...(orgName && { orgName }), ...(teamName && { teamName }) };
    return clientOf().setUp({ body: { secret, ...person, ...names } }, options);
  });
  const field = (name: keyof typeof BLANK) => ({
    value: fields[name],
    onChange: (value: string) => setFields({ ...fields, [name]: value }),
    error: fieldError(setup.error, name),
  });
  async function submit() {
    const place = await setup.run(fields);
    if (!place) return;
    forgetLinkSecret();
    enter(`/o/${place.org}/t/${place.team}`);
  }
  return (
    <Form onSubmit={submit}>
      <Stack gap="md">
        <PersonNameField {...field("name")} />
        <EmailField {...field("email")} />
        <NewPasswordField {...field("password")} />
        {wantsNames ? (
          <PlaceNames org={field("orgName")} team={field("teamName")} />
        ) : (
          <Anchor component="button" type="button" fz={13} ta="left" onClick={() => setWantsNames(true)}>
            Name the organization and its first team
          </Anchor>
        )}
        <Failure error={setup.error} />
        <Button type="submit" loading={setup.pending}>
          Set up
        </Button>
      </Stack>
    </Form>
  );
}

interface TextField {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

function PlaceNames({ org, team }: { readonly org: TextField; readonly team: TextField }) {
  return (
    <Group grow align="flex-start">
      {[
        { label: "Organization", ...org },
        { label: "Team", ...team },
      ].map(({ onChange, ...field }) => (
        <TextInput key={field.label} {...field} onChange={(event) => onChange(event.currentTarget.value)} />
      ))}
    </Group>
  );
}
