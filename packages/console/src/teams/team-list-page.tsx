import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { type Answer, read } from "../api/read.ts";
import { type OrgPlace, usePlace } from "../app/place.ts";
import type { Column } from "../ui/column.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { compact } from "../ui/search-state.ts";
import { CreateTeamDialog } from "./create-team-dialog.tsx";

type TeamRow = Answer<"listTeams">["teams"][number];
const PER_PAGE = 50;

/** The organization's first page. */
export function TeamListPage() {
  const { can } = usePlace();
  const [creating, setCreating] = useState(false);
  const create = can("org:team:general:create") && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      Create a team
    </Button>
  );
  return (
    <>
      <PageHeader title="Teams" actions={create}>
        Projects, and the roles and tokens for them, live in teams.
      </PageHeader>
      <TeamTable />
      {creating && <CreateTeamDialog onClose={() => setCreating(false)} />}
    </>
  );
}

function TeamTable() {
  const place = usePlace();
  const { page = 1 } = useSearch({ strict: false });
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(
    read(place.org, "listTeams", { query: { page, per_page: PER_PAGE } }),
  );
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <Panel flush>
      <DataTable
        label="Teams"
        columns={teamColumns(place)}
        rows={data?.teams}
        expected={4}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={IconUsersGroup} title="No team that you are in">
            A team has members, roles and projects of its own. Somebody who manages one can invite you.
          </EmptyState>
        }
      />
      <Pager
        page={page}
        perPage={PER_PAGE}
        count={data?.pagination.count ?? 0}
        hasNextPage={data?.pagination.hasNextPage ?? false}
        onPage={(next) =>
          void navigate({ to: ".", search: compact({ page: next > 1 ? next : undefined }) as never })
        }
      />
    </Panel>
  );
}

function teamColumns({ org, membership }: OrgPlace): Column<TeamRow>[] {
  const rolesIn = (teamId: string) => membership.teams.find(({ id }) => id === teamId)?.roles ?? [];
  return [
    {
      key: "name",
      title: "Name",
      cell: ({ id, name, description }) => (
        <>
          <RowLink to="/o/$org/t/$team" params={{ org, team: id }}>
            <bdi>{name}</bdi>
          </RowLink>
          {description && (
            <Text fz={12} c="dimmed" lineClamp={1} maw="60ch">
              {description}
            </Text>
          )}
        </>
      ),
    },
    {
      key: "roles",
      title: "Your roles there",
      cell: ({ id }) =>
        rolesIn(id)
          .map(({ name }) => name)
          .join(", ") || "by the organization",
    },
    {
      key: "created",
      title: "Created",
      width: 140,
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
  ];
}
