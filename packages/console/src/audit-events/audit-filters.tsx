import { Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { read } from "../api/read.ts";
import { usePlace } from "../app/place.ts";
import { FilterChip } from "../ui/filter-chip.tsx";
import { dayOf } from "../ui/relative-time.tsx";
import { actionOptions } from "./action-options.ts";
import type { AuditEvent } from "./audit-reads.ts";
import { useAuditState } from "./audit-state.ts";
import { InputChip } from "./input-chip.tsx";

const ORIGINS = [
  { value: "api", label: "the API" },
  { value: "system", label: "Keywright itself" },
] as const;

/** `events`: those listed, which know the names of what the address holds ids of. */
export function AuditFilters({ events }: { readonly events: readonly AuditEvent[] | undefined }) {
  const { team } = usePlace();
  const { search, change } = useAuditState();
  return (
    <Group gap={8}>
      <FilterChip
        label="What"
        value={search.action}
        options={actionOptions(search.action, team !== undefined)}
        onChange={(action) => change({ action })}
      />
      <ActorFilter events={events} />
      <FilterChip
        label="Origin"
        value={search.origin}
        options={ORIGINS}
        onChange={(origin) => change({ origin })}
      />
      {team === undefined ? <TeamFilter /> : <ProjectFilter />}
      <InputChip
        label="Target"
        type="text"
        value={search.target}
        words={events?.find(({ target }) => target.id === search.target)?.target.name}
        placeholder="An id, such as ci-deploy"
        onChange={(target) => change({ target })}
      />
      <InputChip
        label="From"
        type="date"
        value={search.after}
        words={search.after && dayOf(search.after)}
        onChange={(after) => change({ after })}
      />
      <InputChip
        label="Until"
        type="date"
        value={search.before}
        words={search.before && dayOf(search.before)}
        onChange={(before) => change({ before })}
      />
    </Group>
  );
}

function ActorFilter({ events }: { readonly events: readonly AuditEvent[] | undefined }) {
  const { search, change } = useAuditState();
  const members = useMembers();
  const value = search.actor;
  const options = members.map(({ id, name, emails }) => ({
    value: id,
    label: name ?? emails[0]?.address ?? id,
  }));
  const listed = events?.find(({ actor }) => actor.id === value)?.actor;
  if (listed && !options.some((option) => option.value === listed.id)) {
    options.unshift({ value: listed.id, label: listed.name });
  }
  if (options.length === 0 && value === undefined) return null;
  return <FilterChip label="Who" value={value} options={options} onChange={(actor) => change({ actor })} />;
}

function useMembers() {
  const { org, team, can } = usePlace();
  const query = { per_page: 100 };
  const ofTeam = useQuery({
    ...read(org, "listMembers", { params: { teamId: team }, query }),
    enabled: team !== undefined && can("team:admin:members:read"),
  });
  const ofOrg = useQuery({
    ...read(org, "listOrgMembers", { query }),
    enabled: team === undefined && can("org:admin:members:read"),
  });
  return ofTeam.data?.members ?? ofOrg.data?.members ?? [];
}

function TeamFilter() {
  const { membership } = usePlace();
  const { search, change } = useAuditState();
  const options = membership.teams.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <FilterChip label="Team" value={search.team} options={options} onChange={(team) => change({ team })} />
  );
}

function ProjectFilter() {
  const { org, team, can } = usePlace();
  const { search, change } = useAuditState();
  const { data } = useQuery({
    ...read(org, "listProjects", { params: { teamId: team }, query: { per_page: 100 } }),
    enabled: team !== undefined && can("project:projects:manage:read"),
  });
  const options = (data?.projects ?? []).map(({ id, name }) => ({ value: id, label: name }));
  if (options.length === 0 && search.project === undefined) return null;
  return (
    <FilterChip
      label="Project"
      value={search.project}
      options={options}
      onChange={(project) => change({ project })}
    />
  );
}
