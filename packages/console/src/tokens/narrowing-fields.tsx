import { MultiSelect, Stack, TagsInput } from "@mantine/core";
import { NARROWING_ENTRIES_MAX } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { read } from "../api/read.ts";
import { usePlace } from "../app/place.ts";
import type { NarrowingForm } from "./narrowing-form.ts";
import { useRolePermissions } from "./role-permissions.ts";

interface NarrowingFieldsProps {
  readonly form: NarrowingForm;
  readonly onChange: (edit: Partial<NarrowingForm>) => void;
  readonly roleId: string | undefined;
}

/** Below what a role gives; each can only take away. */
export function NarrowingFields({ form, onChange, roleId }: NarrowingFieldsProps) {
  const { projects, environments } = useProjectChoices();
  const permissions = useRolePermissions(roleId);
  return (
    <Stack gap="md">
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
    </Stack>
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
