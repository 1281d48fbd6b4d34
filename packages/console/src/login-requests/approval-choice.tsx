import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { NAME_MAX_LENGTH } from "@keywright/contract";
import { type ReactNode, useState } from "react";
import { useWrite } from "../api/write.ts";
import { usePlace } from "../app/place.ts";
import type { IssuableRole } from "../tokens/issuable-role.ts";
import { expiry } from "../tokens/issue-form.ts";
import { LifetimeFields } from "../tokens/lifetime-fields.tsx";
import { lifetimesUnder, type TokenPolicy, usualLifetime } from "../tokens/lifetimes.ts";
import { IssueFailure } from "../tokens/issue-failure.tsx";
import { fieldError } from "../ui/failure.tsx";
import { Form } from "../ui/form.tsx";
import type { Answered } from "./answered-page.tsx";
import { goBack } from "./go-back.ts";
import type { LoginRequest } from "./login-request.ts";
import { RoleReach } from "./role-reach.tsx";

export interface ApprovalChoiceProps {
  readonly request: LoginRequest;
  readonly roles: readonly IssuableRole[];
  readonly tokenPolicy: TokenPolicy;
  readonly name: string;
  readonly onName: (name: string) => void;
  /** The other answer, beside this one. */
  readonly deny: ReactNode;
  readonly onAnswered: (answered: Answered) => void;
}

export function ApprovalChoice(props: ApprovalChoiceProps) {
  const { request, roles, tokenPolicy, name, onName, deny, onAnswered } = props;
  const { team, client } = usePlace();
  const lifetimes = lifetimesUnder(tokenPolicy, { mustExpire: true });
  const [roleId, setRoleId] = useState(roles.length === 1 ? (roles[0]?.id ?? null) : null);
  const [lifetime, setLifetime] = useState(usualLifetime(lifetimes));
  const [day, setDay] = useState("");
  const role = roles.find(({ id }) => id === roleId);
  const approve = useWrite((chosen: IssuableRole, options) => {
    const place = team === undefined ? {} : { teamId: team };
    const body = { ...place, roleId: chosen.id, name, ...expiry(lifetime, day) };
    return client.approveLoginRequest({ params: { loginRequestId: request.id }, body }, options);
  });
  async function submit() {
    const answer = role && (await approve.run(role));
    if (answer) onAnswered(goBack("approved", answer.redirectTo));
  }
  return (
    <Form onSubmit={submit}>
      <Stack gap="md">
        <Select
          label="Role"
          placeholder="Choose a role"
          required
          searchable
          allowDeselect={false}
          data={roles.map((one) => ({ value: one.id, label: one.name }))}
          value={roleId}
          error={fieldError(approve.error, "roleId")}
          onChange={setRoleId}
        />
        {role && <RoleReach role={role} />}
        <TextInput
          label="Name of the token"
          required
          maxLength={NAME_MAX_LENGTH}
          value={name}
          error={fieldError(approve.error, "name")}
          onChange={(event) => onName(event.currentTarget.value)}
        />
        <LifetimeFields
          lifetimes={lifetimes}
          lifetime={lifetime}
          day={day}
          onLifetime={setLifetime}
          onDay={setDay}
          errorOf={(field) => fieldError(approve.error, field)}
        />
        <IssueFailure error={approve.error} />
        <Group justify="flex-end" gap="xs" align="flex-end">
          {deny}
          <Button type="submit" loading={approve.pending} disabled={!role || name.trim() === ""}>
            Approve
          </Button>
        </Group>
      </Stack>
    </Form>
  );
}
