import { MultiSelect, Text, TextInput } from "@mantine/core";
import { MEMBER_ROLES_MAX, NAME_MAX_LENGTH } from "@keywright/contract";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { usePlace } from "../app/place.ts";
import { useRoleOperations } from "../roles/role-operations.ts";
import { fieldError } from "../ui/failure.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { InvitationDialog } from "./invitation-dialog.tsx";
import { type InvitationSent, useMemberOperations } from "./member-operations.ts";
import { useMayReadRoles } from "./member-roles.ts";

/** What a member of a team gets unless something else is chosen. */
const DEFAULT_ROLE = "default";

export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const { team } = usePlace();
  const operations = useMemberOperations();
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [roles, setRoles] = useState(team === undefined ? [] : [DEFAULT_ROLE]);
  const [sent, setSent] = useState<InvitationSent>();
  const invite = useWrite(operations.invite);
  if (sent) return <InvitationDialog invitation={sent} email={email} onClose={onClose} />;
  async function submit() {
    const member = await invite.run({ email, roles, ...(name && { name }) });
    if (!member) return;
    if (member.invitation?.link !== undefined) return setSent(member.invitation);
    notifications.show({
      message: member.invitation ? `Sent an invitation to ${email}.` : `Added ${email}.`,
    });
    onClose();
  }
  return (
    <FormDialog
      title="Invite a member"
      verb="Invite"
      write={invite}
      disabled={email.trim() === ""}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label="E-mail"
        type="email"
        required
        data-autofocus
        value={email}
        error={fieldError(invite.error, "email")}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <TextInput
        label="Name"
        description="They can change it."
        maxLength={NAME_MAX_LENGTH}
        value={name}
        error={fieldError(invite.error, "name")}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <RolesField roles={roles} onChange={setRoles} error={fieldError(invite.error, "roles")} />
    </FormDialog>
  );
}

interface RolesFieldProps {
  readonly roles: string[];
  readonly onChange: (roles: string[]) => void;
  readonly error: string | undefined;
}

function RolesField({ roles, onChange, error }: RolesFieldProps) {
  const { team } = usePlace();
  const mayRead = useMayReadRoles();
  const { data } = useQuery({ ...useRoleOperations().list({ per_page: 100 }), enabled: mayRead });
  if (!mayRead) return <Text fz={14}>They get the role default.</Text>;
  return (
    <MultiSelect
      label="Roles"
      description={
        team === undefined
          ? "None is needed: members of teams get theirs there."
          : "You can only give what you may do yourself."
      }
      data={data?.roles.map(({ id, name }) => ({ value: id, label: name })) ?? roles}
      searchable
      maxValues={MEMBER_ROLES_MAX}
      value={roles}
      error={error}
      onChange={onChange}
    />
  );
}
