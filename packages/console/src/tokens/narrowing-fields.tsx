import { Checkbox, MultiSelect, SegmentedControl, Stack, TagsInput, Text } from "@mantine/core";
import { NARROWING_ENTRIES_MAX } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { read } from "../api/read.ts";
import { usePlace } from "../app/place.ts";
import type { IssuableRole } from "./issue-fields.tsx";
import type { IssueForm } from "./issue-form.ts";
import { useRolePermissions } from "./role-permissions.ts";

interface NarrowingFieldsProps {
  readonly form: IssueForm;
  readonly onChange: (edit: Partial<IssueForm>) => void;
  readonly role: IssuableRole | undefined;
}

/** Fixed when the token is issued; each can only take away. */
export function NarrowingFields({ form, onChange, role }: NarrowingFieldsProps) {
  const { projects, environments } = useProjectChoices();
  const permissions = useRolePermissions(role?.id);
  return (
    <Stack gap="md">
      {role && role.owners.length > 1 && <OwnerField form={form} onChange={onChange} />}
      <MultiSelect
        label="Only these projects"
        placeholder={form.projects.length === 0 ? "All that the role reaches" : undefined}
        data={projects}
        searchable
        maxValues={NARROWING_ENTRIES_MAX}
        value={[...form.projects]}
        onChange={(value) => onChange({ projects: value })}
      />
      <TagsInput
        label="Only these environments"
        placeholder={form.environments.length === 0 ? "All that the role reaches" : undefined}
        data={environments}
        maxTags={NARROWING_ENTRIES_MAX}
        value={[...form.environments]}
        onChange={(value) => onChange({ environments: value })}
      />
      <MultiSelect
        label="Only these permissions"
        placeholder={form.permissions.length === 0 ? "All of the role" : undefined}
        data={permissions}
        searchable
        limit={50}
        value={[...form.permissions]}
        onChange={(value) => onChange({ permissions: value })}
      />
      <TagsInput
        label="Only from these addresses"
        description="Single addresses or ranges, such as 203.0.113.0/24"
        maxTags={NARROWING_ENTRIES_MAX}
        value={[...form.allowedIps]}
        onChange={(value) => onChange({ allowedIps: value })}
      />
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

function OwnerField({ form, onChange }: Pick<NarrowingFieldsProps, "form" | "onChange">) {
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

function useProjectChoices() {
  const { org, team, can } = usePlace();
  const { data } = useQuery({
    ...read(org, "listProjects", { params: { teamId: team }, query: { per_page: 100 } }),
    enabled: team !== undefined && can("project:projects:manage:read"),
  });
  const projects = data?.projects ?? [];
  return {
    projects: projects.map(({ id, name }) => ({ value: id, label: name })),
    environments: [...new Set(projects.flatMap((project) => environmentsOf(project)))].sort(),
  };
}

function environmentsOf(project: object): readonly string[] {
  return "environments" in project ? (project.environments as string[]) : [];
}
