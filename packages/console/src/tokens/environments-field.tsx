import { MultiSelect, TagsInput } from "@mantine/core";
import { NARROWING_ENTRIES_MAX } from "@keywright/contract";
import { environmentsOf, useProjects } from "../projects/use-projects.ts";

interface EnvironmentsFieldProps {
  readonly value: readonly string[];
  /** The projects that were chosen: only what these have is offered. None: what all have. */
  readonly projects: readonly string[];
  readonly required?: boolean;
  readonly description?: string;
  readonly error: string | undefined;
  readonly onChange: (environments: readonly string[]) => void;
}

/** A name that no project has is refused, so it is chosen; typed only where not all projects are known. */
export function EnvironmentsField(props: EnvironmentsFieldProps) {
  const { value, projects: chosen, required = false, description, error, onChange } = props;
  const { projects, isWhole } = useProjects();
  const meant = chosen.length === 0 ? projects : projects.filter(({ id }) => chosen.includes(id));
  const offered = environmentsOf(meant);
  const shown = {
    label: "Only these environments",
    ...(description !== undefined && { description }),
    placeholder: value.length > 0 ? undefined : required ? "Choose one or more" : "All that the role reaches",
    error,
    // Mantine's own `required` would demand text in a field that is empty once something is chosen.
    withAsterisk: required,
    value: [...value],
    onChange,
  };
  if (!isWhole) return <TagsInput {...shown} data={offered} maxTags={NARROWING_ENTRIES_MAX} />;
  return (
    <MultiSelect
      {...shown}
      // What was chosen before stays to be seen, and to be taken out.
      data={[...new Set([...offered, ...value])]}
      searchable
      maxValues={NARROWING_ENTRIES_MAX}
      nothingFoundMessage={
        chosen.length === 0 ? "No project has an environment" : "The chosen projects have no environment"
      }
    />
  );
}
