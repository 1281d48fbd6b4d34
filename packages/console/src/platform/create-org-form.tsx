import { SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { EMAIL_MAX_LENGTH, NAME_MAX_LENGTH } from "@keywright/contract";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { fieldError } from "../ui/failure.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import type { CreatedOrg } from "./create-org-dialog.tsx";
import { useOperator } from "./operator.ts";

const OWNERS = [
  { value: "person", label: "A person" },
  { value: "token", label: "A token" },
];
const OWNER_TOKEN_NAME = "first-owner";

interface CreateOrgFormProps {
  readonly onCreated: (org: CreatedOrg) => void;
  readonly onClose: () => void;
}

export function CreateOrgForm({ onCreated, onClose }: CreateOrgFormProps) {
  const { client } = useOperator();
  const [name, setName] = useState("");
  const [owner, setOwner] = useState("person");
  const [email, setEmail] = useState("");
  const create = useWrite((_: null, options) => {
    const first = owner === "person" ? { owner: { email } } : { ownerToken: { name: OWNER_TOKEN_NAME } };
    return client.createOrg({ body: { name, ...first } }, options);
  });
  async function submit() {
    const org = await create.run(null);
    if (org) onCreated(org);
  }
  return (
    <FormDialog
      title="Create an organization"
      verb="Create"
      write={create}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="Its id is made from it, and stays."
        required
        maxLength={NAME_MAX_LENGTH}
        value={name}
        error={fieldError(create.error, "name")}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Stack gap={6}>
        <Text fz={14} fw={500} id="first-owner">
          First owner
        </Text>
        <SegmentedControl aria-labelledby="first-owner" data={OWNERS} value={owner} onChange={setOwner} />
      </Stack>
      {owner === "person" ? (
        <TextInput
          label="E-mail of the owner"
          description="They are invited, and invite everybody else."
          type="email"
          required
          maxLength={EMAIL_MAX_LENGTH}
          value={email}
          error={fieldError(create.error, "owner.email")}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
      ) : (
        <Text fz={13} c="dimmed">
          For scripts that set the organization up. You are shown its value once.
        </Text>
      )}
    </FormDialog>
  );
}
