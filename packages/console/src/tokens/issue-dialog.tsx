import { Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { Failure, fieldError } from "../ui/failure.tsx";
import { IssueFields } from "./issue-fields.tsx";
import { BLANK_ISSUE_FORM, type IssueForm, issueBody } from "./issue-form.ts";
import { IssueNarrowing } from "./issue-narrowing.tsx";
import { lifetimesUnder, usualLifetime } from "./lifetimes.ts";
import { NarrowItDown } from "./narrow-it-down.tsx";
import { type IssuedToken, useTokenOperations } from "./token-operations.ts";
import { ValueDialog } from "./value-dialog.tsx";
import { Form } from "../ui/form.tsx";
import { FormActions } from "../ui/form-actions.tsx";

/** One dialog: four fields, the rest under "Narrow it down", and then the value, once. */
export function IssueDialog({ onClose }: { readonly onClose: () => void }) {
  // The value lives here and nowhere else: when the dialog goes, it is gone.
  const [issued, setIssued] = useState<IssuedToken>();
  if (issued) {
    return (
      <ValueDialog
        title={`Issued ${issued.name}`}
        name={issued.name}
        value={issued.token}
        onClose={onClose}
      />
    );
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title="Issue a token"
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <IssueSteps onIssued={setIssued} onClose={onClose} />
    </Modal>
  );
}

interface IssueStepsProps {
  readonly onIssued: (token: IssuedToken) => void;
  readonly onClose: () => void;
}

function IssueSteps({ onIssued, onClose }: IssueStepsProps) {
  const operations = useTokenOperations();
  const issuable = useQuery(operations.issuable());
  const [form, setForm] = useState(BLANK_ISSUE_FORM);
  const issue = useWrite(operations.issue);
  const change = (edit: Partial<IssueForm>) => setForm({ ...form, ...edit });
  if (issuable.error) return <Failure error={issuable.error} retry={() => void issuable.refetch()} />;
  if (!issuable.data) return <Skeleton height={320} />;
  const { roles, tokenPolicy } = issuable.data;
  if (roles.length === 0) {
    return (
      <Text fz={14}>There is no role that you hold or that your own rights cover. Ask an owner for one.</Text>
    );
  }
  const lifetimes = lifetimesUnder(tokenPolicy);
  const lifetime = form.lifetime ?? usualLifetime(lifetimes);
  const role = roles.find(({ id }) => id === form.roleId);
  async function submit() {
    const token = await issue.run(issueBody(form, lifetime));
    if (token) onIssued(token);
  }
  return (
    <Form onSubmit={submit}>
      <Stack gap="md">
        <IssueFields
          form={form}
          onChange={change}
          roles={roles}
          lifetimes={lifetimes}
          lifetime={lifetime}
          errorOf={(field) => fieldError(issue.error, field)}
        />
        <NarrowItDown>
          <IssueNarrowing form={form} onChange={change} role={role} />
        </NarrowItDown>
        <Failure error={issue.error} />
        <FormActions
          verb="Issue"
          pending={issue.pending}
          disabled={!role || form.name.trim() === ""}
          onCancel={onClose}
        />
      </Stack>
    </Form>
  );
}
