import { Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { read } from "../api/read.ts";
import { usePlace } from "../app/place.ts";
import { FilterChip } from "../ui/filter-chip.tsx";
import { SearchInput } from "../ui/search-input.tsx";
import { compact } from "../ui/search-state.ts";
import type { TokenListSearch } from "./token-list-search.ts";

/** The address is the state: what it says is what is listed. */
export function useTokenListState() {
  const search: TokenListSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (edit: { [Field in keyof TokenListSearch]: TokenListSearch[Field] | undefined }) =>
    void navigate({
      to: ".",
      search: compact({ ...search, page: undefined, ...edit }) as never,
      replace: "search" in edit,
    });
  return { search, change };
}

const STATUS_OPTIONS = [
  { value: "active", label: "active" },
  { value: "expiring", label: "expiring soon" },
  { value: "expired", label: "expired" },
  { value: "revoked", label: "revoked" },
] as const;

const OWNER_OPTIONS = [
  { value: "member", label: "a member" },
  { value: "team", label: "the team" },
] as const;

const EXPOSURE_OPTIONS = [
  { value: "secret", label: "secret" },
  { value: "publishable", label: "publishable" },
] as const;

export function TokenFilters() {
  const { search, change } = useTokenListState();
  return (
    <Group gap={8}>
      <SearchInput
        label="Search tokens"
        value={search.search}
        onSearch={(text) => change({ search: text })}
      />
      <FilterChip
        label="Status"
        value={search.status}
        options={STATUS_OPTIONS}
        onChange={(status) => change({ status })}
      />
      <FilterChip
        label="Last used"
        value={search.unused}
        options={[{ value: "true", label: "not for 30 days" }]}
        onChange={(unused) => change({ unused })}
      />
      <RoleFilter value={search.roleId} onChange={(roleId) => change({ roleId })} />
      <FilterChip
        label="Owner"
        value={search.owner}
        options={OWNER_OPTIONS}
        onChange={(owner) => change({ owner })}
      />
      <FilterChip
        label="Exposure"
        value={search.exposure}
        options={EXPOSURE_OPTIONS}
        onChange={(exposure) => change({ exposure })}
      />
      <CreatorFilter value={search.createdBy} onChange={(createdBy) => change({ createdBy })} />
    </Group>
  );
}

interface FilterProps {
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

function RoleFilter({ value, onChange }: FilterProps) {
  const { org, team, can } = usePlace();
  const query = { per_page: 100 };
  const teamRoles = useQuery({
    ...read(org, "listRoles", { params: { teamId: team }, query }),
    enabled: team !== undefined && can("team:admin:roles:read"),
  });
  const orgRoles = useQuery({
    ...read(org, "listOrgRoles", { query }),
    enabled: team === undefined && can("org:admin:roles:read"),
  });
  const roles = (team === undefined ? orgRoles.data?.roles : teamRoles.data?.roles) ?? [];
  if (roles.length === 0 && value === undefined) return null;
  return (
    <FilterChip
      label="Role"
      value={value}
      options={roles.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={onChange}
    />
  );
}

function CreatorFilter({ value, onChange }: FilterProps) {
  const { org, team, can } = usePlace();
  const { data } = useQuery({
    ...read(org, "listMembers", { params: { teamId: team }, query: { per_page: 100 } }),
    enabled: team !== undefined && can("team:admin:members:read"),
  });
  const { data: rules } = useQuery({
    ...read(org, "listTrustRules", { params: { teamId: team }, query: { per_page: 100 } }),
    enabled: team !== undefined && can("team:admin:trust-rules:read"),
  });
  const members = (data?.members ?? []).map(({ id, name, emails }) => ({
    value: id,
    label: name ?? emails[0]?.address ?? id,
  }));
  const options = [
    ...members,
    ...(rules?.trustRules ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  if (options.length === 0 && value === undefined) return null;
  return <FilterChip label="Created by" value={value} options={options} onChange={onChange} />;
}
