import { Checkbox, Radio, Stack, TagsInput, Text } from "@mantine/core";
import { ENVIRONMENTS_MAX, RESTRICTION_ENTRIES_MAX } from "@keywright/contract";
import { environmentsOf, useProjects } from "../projects/use-projects.ts";
import { Chips } from "../ui/chips.tsx";
import type { ProjectReach } from "./reach.ts";

const CHOICES = [
  { value: "all", label: "All projects", description: "Also those made later." },
  { value: "in", label: "Only some", description: "None of those made later." },
  { value: "notIn", label: "All but some", description: "Also those made later." },
] as const;

interface ProjectReachFieldsProps {
  readonly reach: ProjectReach;
  readonly onChange: (reach: ProjectReach) => void;
  readonly locked: boolean;
  /** The team whose projects they are; that of the page without it. */
  readonly teamId?: string;
}

/** Which projects and environments. An empty list reaches nothing. */
export function ProjectReachFields({ reach, onChange, locked, teamId }: ProjectReachFieldsProps) {
  const known = useProjects(teamId).projects;
  const { projects, listed, environments } = reach;
  if (locked) return <ReachWords reach={reach} />;
  return (
    <Stack gap="md" align="flex-start">
      <Radio.Group
        label="Projects"
        value={projects}
        onChange={(value) => onChange({ ...reach, projects: value })}
      >
        <Stack gap="xs" mt={4}>
          {CHOICES.map((choice) => (
            <Radio key={choice.value} {...choice} />
          ))}
        </Stack>
      </Radio.Group>
      {projects !== "all" && (
        <TagsInput
          w="100%"
          label={projects === "in" ? "Only these projects" : "All projects but these"}
          data={known.map(({ id }) => id)}
          maxTags={RESTRICTION_ENTRIES_MAX}
          value={[...listed]}
          onChange={(value) => onChange({ ...reach, listed: value })}
        />
      )}
      <Checkbox
        label="Only in certain environments"
        checked={environments !== null}
        onChange={(event) => onChange({ ...reach, environments: event.currentTarget.checked ? [] : null })}
      />
      {environments !== null && (
        <TagsInput
          w="100%"
          label="Only these environments"
          description="Their names, such as production; also of those made later"
          data={environmentsOf(projects === "in" ? known.filter(({ id }) => listed.includes(id)) : known)}
          maxTags={ENVIRONMENTS_MAX}
          value={[...environments]}
          onChange={(value) => onChange({ ...reach, environments: value })}
        />
      )}
    </Stack>
  );
}

function ReachWords({ reach: { projects, listed, environments } }: { readonly reach: ProjectReach }) {
  const words = projects === "in" ? "Only these projects:" : "All projects but these:";
  return (
    <Stack gap="xs">
      {projects === "all" ? (
        <Text fz={14}>All projects, also those made later.</Text>
      ) : (
        <Text fz={14} component="div">
          {words} <Chips names={listed.length === 0 ? ["none"] : listed} />
        </Text>
      )}
      {environments && (
        <Text fz={14} component="div">
          Only in these environments: <Chips names={environments.length === 0 ? ["none"] : environments} />
        </Text>
      )}
    </Stack>
  );
}
