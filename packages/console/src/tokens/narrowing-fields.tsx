import { MultiSelect, Stack, TagsInput } from "@mantine/core";
import { NARROWING_ENTRIES_MAX } from "@keywright/contract";
import { usePlace } from "../app/place.ts";
import { useProjects } from "../projects/use-projects.ts";
import { EnvironmentsField } from "./environments-field.tsx";
import type { NarrowingForm } from "./narrowing-form.ts";
import { useRolePermissions } from "./role-permissions.ts";

export interface NarrowingFieldsProps {
  readonly form: NarrowingForm;
  readonly onChange: (edit: Partial<NarrowingForm>) => void;
  readonly roleId: string | undefined;
  readonly errorOf: (field: string) => string | undefined;
}

/** Below what a role gives; each can only take away. */
export function NarrowingFields(props: NarrowingFieldsProps) {
  const { form, onChange, errorOf } = props;
  return (
    <Stack gap="md">
      <ProjectsField {...props} />
      <EnvironmentsField
        value={form.environments}
        projects={form.projects}
        error={errorOf("narrowing.environments")}
        onChange={(environments) => onChange({ environments })}
      />
      <PermissionsField {...props} />
      <AddressesField {...props} />
    </Stack>
  );
}

type FieldProps = Pick<NarrowingFieldsProps, "form" | "onChange" | "errorOf">;

/** Nothing for tokens of the organization: projects belong to one team. */
export function ProjectsField({ form, onChange, errorOf }: FieldProps) {
  const { team } = usePlace();
  const { projects } = useProjects();
  if (team === undefined) return null;
  return (
    <MultiSelect
      label="Only these projects"
      placeholder={form.projects.length === 0 ? "All that the role reaches" : undefined}
      data={projects.map(({ id, name }) => ({ value: id, label: name }))}
      searchable
      maxValues={NARROWING_ENTRIES_MAX}
      value={[...form.projects]}
      error={errorOf("narrowing.projects")}
      onChange={(value) => onChange({ projects: value })}
    />
  );
}

interface PermissionsFieldProps extends NarrowingFieldsProps {
  /** Where the role holds others, and the token may not: something must be chosen. */
  readonly publishableOnly?: boolean;
}

export function PermissionsField(props: PermissionsFieldProps) {
  const { form, onChange, roleId, errorOf, publishableOnly = false } = props;
  const permissions = useRolePermissions(roleId);
  const offered = publishableOnly ? permissions.filter(({ publishable }) => publishable) : permissions;
  return (
    <MultiSelect
      label="Only these permissions"
      {...(publishableOnly && {
        description: "The role holds more than a publishable token may have: choose from what it may.",
      })}
      withAsterisk={publishableOnly}
      placeholder={
        form.permissions.length > 0 ? undefined : publishableOnly ? "Choose one or more" : "All of the role"
      }
      data={offered.map(({ value, label }) => ({ value, label }))}
      nothingFoundMessage="None that the role holds"
      searchable
      limit={50}
      value={[...form.permissions]}
      error={errorOf("narrowing.permissions")}
      onChange={(value) => onChange({ permissions: value })}
    />
  );
}

export function AddressesField({ form, onChange, errorOf }: FieldProps) {
  return (
    <TagsInput
      label="Only from these addresses"
      description="Single addresses or ranges, such as 203.0.113.0/24"
      maxTags={NARROWING_ENTRIES_MAX}
      value={[...form.allowedIps]}
      error={errorOf("narrowing.allowedIps")}
      onChange={(value) => onChange({ allowedIps: value })}
    />
  );
}
