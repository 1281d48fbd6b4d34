import { Checkbox, SegmentedControl, Stack, Text } from "@mantine/core";
import type { IssuableRole } from "./issue-fields.tsx";
import type { IssueForm } from "./issue-form.ts";
import { NarrowingFields } from "./narrowing-fields.tsx";

interface IssueNarrowingProps {
  readonly form: IssueForm;
  readonly onChange: (edit: Partial<IssueForm>) => void;
  readonly role: IssuableRole | undefined;
}

/** Whose the token is and what is taken away from its role: fixed when it is issued. */
export function IssueNarrowing({ form, onChange, role }: IssueNarrowingProps) {
  return (
    <Stack gap="md">
      {role && role.owners.length > 1 && <OwnerField form={form} onChange={onChange} />}
      <NarrowingFields form={form} onChange={onChange} roleId={role?.id} />
      <Checkbox
        label="Publishable"
        description="For code that runs in browsers: its value is no secret, and can be shown again. Only for roles that hold nothing but permissions meant for it."
        disabled={role?.publishable === false && form.permissions.length === 0}
        checked={form.publishable}
        onChange={(event) => onChange({ publishable: event.currentTarget.checked })}
      />
    </Stack>
  );
}

function OwnerField({ form, onChange }: Pick<IssueNarrowingProps, "form" | "onChange">) {
  const owner = form.owner ?? "member";
  return (
    <div>
      <Text component="div" id="owner" fz={14} fw={500} mb={4}>
        Owner
      </Text>
      <SegmentedControl
        aria-labelledby="owner"
        size="sm"
        data={[
          { value: "member", label: "Me" },
          { value: "team", label: "The team" },
        ]}
        value={owner}
        onChange={(value) => onChange({ owner: value })}
      />
      <Text fz={12} c="dimmed" mt={4}>
        {owner === "member"
          ? "Revoked when you lose the role or leave."
          : "It outlives your membership, until it expires or somebody revokes it."}
      </Text>
    </div>
  );
}
