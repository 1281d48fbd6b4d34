import { Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { Failure, fieldError } from "../ui/failure.tsx";
import { Form } from "../ui/form.tsx";
import { FormActions } from "../ui/form-actions.tsx";
import { ExposureField } from "./exposure-field.tsx";
import type { IssuableRole } from "./issuable-role.ts";
import { IssueFailure } from "./issue-failure.tsx";
import { IssueFields } from "./issue-fields.tsx";
import { BLANK_ISSUE_FORM, type IssueForm, issueBody, isWhole, ownerIn } from "./issue-form.ts";
import { IssueNarrowing } from "./issue-narrowing.tsx";
import { lifetimesUnder, usualLifetime } from "./lifetimes.ts";
import { NarrowItDown } from "./narrow-it-down.tsx";
import { noneIsLeft } from "./personal-tokens-left.tsx";
import { type IssuedToken, useTokenOperations } from "./token-operations.ts";

const PERSONAL_DAYS = 90;

interface IssueStepsProps {
  /** Only what belongs to whoever issues it. */
  readonly isPersonal?: boolean;
  readonly onIssued: (token: IssuedToken) => void;
  readonly onClose: () => void;
}

/** What is filled in: what most tokens need, the rest under "Narrow it down". */
export function IssueSteps({ isPersonal = false, onIssued, onClose }: IssueStepsProps) {
  const operations = useTokenOperations();
  const issuable = useQuery(operations.issuable());
  const [form, setForm] = useState(BLANK_ISSUE_FORM);
  const issue = useWrite(operations.issue);
  const change = (edit: Partial<IssueForm>) => setForm({ ...form, ...edit });
  if (issuable.error && !issuable.data) {
    return <Failure error={issuable.error} retry={() => void issuable.refetch()} />;
  }
  if (!issuable.data) return <Skeleton height={320} />;
  const { tokenPolicy, personalTokens } = issuable.data;
  const roles = isPersonal ? heldAmong(issuable.data.roles) : issuable.data.roles;
  if (roles.length === 0) {
    return (
      <Text fz={14}>There is no role that you hold or that your own rights cover. Ask an owner for one.</Text>
    );
  }
  const role = roles.find(({ id }) => id === form.roleId);
  const owner = ownerIn(form, role);
  const lifetimes = lifetimesUnder(tokenPolicy, { mustExpire: owner === "member" });
  const lifetime =
    lifetimes.find(({ value }) => value === form.lifetime)?.value ??
    usualLifetime(lifetimes, owner === "member" ? PERSONAL_DAYS : undefined);
  const errorOf = (field: string) => fieldError(issue.error, field);
  const isReady = isWhole(form, role) && !(owner === "member" && noneIsLeft(personalTokens));
  async function submit() {
    const token = role && (await issue.run(issueBody(form, role, lifetime)));
    if (token) return onIssued(token);
    // What may be chosen may have changed meanwhile.
    await issuable.refetch();
  }
  return (
    <Form onSubmit={submit}>
      <Stack gap="md">
        <IssueFields
          form={form}
          onChange={change}
          roles={roles}
          owner={owner}
          personalTokens={personalTokens}
          lifetimes={lifetimes}
          lifetime={lifetime}
          errorOf={errorOf}
        />
        <ExposureField form={form} onChange={change} role={role} errorOf={errorOf} />
        <NarrowItDown>
          <IssueNarrowing
            exposure={form.exposure}
            asksPermissions={role?.publishable === false}
            form={form}
            onChange={change}
            roleId={role?.id}
            errorOf={errorOf}
          />
        </NarrowItDown>
        <IssueFailure error={issue.error} />
        <FormActions verb="Issue" pending={issue.pending} disabled={!isReady} onCancel={onClose} />
      </Stack>
    </Form>
  );
}

/** Those that tokens of one's own are made from. */
function heldAmong(roles: readonly IssuableRole[]): IssuableRole[] {
  return roles
    .filter(({ owners }) => owners.includes("member"))
    .map((role) => ({ ...role, owners: ["member"] }));
}
