import { NumberInput, Select, Stack, TagsInput, TextInput } from "@mantine/core";
import { DESCRIPTION_MAX_LENGTH, NAME_MAX_LENGTH, TAGS_MAX } from "@keywright/contract";
import type { ReactNode } from "react";
import { fieldError } from "../ui/failure.tsx";
import type { GroupForm } from "./group-form.ts";
import { USES } from "./group-words.ts";
import { TargetFields } from "./target-fields.tsx";

export interface GroupFieldsProps {
  readonly form: GroupForm;
  readonly onChange: (form: GroupForm) => void;
  readonly environments: readonly string[];
  readonly error: unknown;
  /** Between the description and the rest: the type, which only a new group chooses. */
  readonly children?: ReactNode;
}

const USE_OPTIONS = Object.entries(USES).map(([value, label]) => ({ value, label }));
const ALL_ENVIRONMENTS = "";

export function GroupFields({ form, onChange, environments, error, children }: GroupFieldsProps) {
  const set = (edit: Partial<GroupForm>) => onChange({ ...form, ...edit });
  return (
    <Stack gap="md">
      <TextInput
        label="Name"
        required
        maxLength={NAME_MAX_LENGTH}
        value={form.name}
        error={fieldError(error, "name")}
        onChange={(event) => set({ name: event.currentTarget.value })}
        data-autofocus
      />
      <TextInput
        label="Description"
        maxLength={DESCRIPTION_MAX_LENGTH}
        value={form.description}
        error={fieldError(error, "description")}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      {children}
      <Select
        label="Environment"
        description="Who reaches only some environments sees the groups of these alone."
        data={[
          { value: ALL_ENVIRONMENTS, label: "all environments" },
          ...environments.map((name) => ({ value: name, label: name })),
        ]}
        value={form.environment ?? ALL_ENVIRONMENTS}
        onChange={(environment) => set({ environment: environment || null })}
        allowDeselect={false}
        error={fieldError(error, "environment")}
      />
      <Select
        label="Used"
        description="When your platform gives the variables to a workload."
        data={USE_OPTIONS}
        value={form.secretType}
        onChange={(secretType) => secretType && set({ secretType: secretType as GroupForm["secretType"] })}
        allowDeselect={false}
      />
      <NumberInput
        label="Priority"
        description="Where two groups name the same variable, the higher one wins. 0 to 100."
        required
        min={0}
        max={100}
        allowDecimal={false}
        value={form.priority}
        error={fieldError(error, "priority")}
        onChange={(priority) => set({ priority: Number(priority) })}
      />
      <TagsInput
        label="Tags"
        maxTags={TAGS_MAX}
        value={form.tags}
        error={fieldError(error, "tags")}
        onChange={(tags) => set({ tags })}
      />
      <TargetFields targets={form.restrictions} onChange={(restrictions) => set({ restrictions })} />
    </Stack>
  );
}
