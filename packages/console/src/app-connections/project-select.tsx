import { Select } from "@mantine/core";
import { PER_PAGE_MAX } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";

interface ProjectSelectProps {
  readonly value: string | null;
  readonly onChange: (projectId: string | null) => void;
  readonly error: string | undefined;
}

/** Nothing for those who may not see projects: theirs is for the whole team, or refused. */
export function ProjectSelect({ value, onChange, error }: ProjectSelectProps) {
  const { org, team, can } = useTeamPlace();
  const maySee = can("project:projects:manage:read");
  const { data } = useQuery({
    ...read(org, "listProjects", { params: { teamId: team }, query: { per_page: PER_PAGE_MAX } }),
    enabled: maySee,
  });
  if (!maySee) return null;
  return (
    <Select
      label="Project"
      description="Whoever does not reach the project does not see the connection."
      placeholder="The whole team"
      searchable
      clearable
      clearButtonProps={{ "aria-label": "Take the whole team" }}
      data={(data?.projects ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      error={error}
      onChange={onChange}
    />
  );
}
