import { Select, SimpleGrid } from "@mantine/core";
import { PER_PAGE_MAX } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { Failure } from "../ui/failure.tsx";
import type { SourceFieldsProps } from "./source-fields.tsx";

const query = { per_page: PER_PAGE_MAX };

export function GroupFields({ source, onChange, errorOf }: SourceFieldsProps) {
  const { org, team } = useTeamPlace();
  const { projectId, secretGroupId } = source;
  const projects = useQuery(read(org, "listProjects", { params: { teamId: team }, query }));
  const groups = useQuery({
    ...read(org, "listSecretGroups", {
      params: { teamId: team, projectId: projectId ?? "" },
      query,
    }),
    enabled: projectId !== null,
  });
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label="Project"
          placeholder="Choose a project"
          required
          searchable
          allowDeselect={false}
          data={(projects.data?.projects ?? []).map(({ id, name }) => ({
            value: id,
            label: name,
          }))}
          value={projectId}
          error={errorOf("source.projectId")}
          onChange={(chosen) => onChange({ ...source, projectId: chosen, secretGroupId: null })}
        />
        <Select
          label="Secret group"
          placeholder={projectId === null ? "Choose the project first" : "Choose a secret group"}
          required
          searchable
          allowDeselect={false}
          disabled={projectId === null}
          nothingFoundMessage={groups.isPending ? "Loading" : "No secret groups"}
          data={(groups.data?.secrets ?? []).map(({ id, name, environment }) => ({
            value: id,
            label: environment === undefined ? name : `${name} (${environment})`,
          }))}
          value={secretGroupId}
          error={errorOf("source.secretGroupId") ?? errorOf("source")}
          onChange={(chosen) => onChange({ ...source, secretGroupId: chosen }, chosen ?? "")}
        />
      </SimpleGrid>
      <Failure error={projects.error ?? groups.error} />
    </>
  );
}
