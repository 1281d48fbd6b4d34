import { Button } from "@mantine/core";
import { PER_PAGE_DEFAULT } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { IconLock, IconPlus } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { type Answer, read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { CreateGroup } from "./create-group.tsx";
import { mayAnyGroups } from "./group-permission.ts";
import { groupColumns } from "./secret-group-columns.tsx";

type Project = Pick<Answer<"getProject">, "id" | "environments">;

/** The secret groups of a project, without values. */
export function SecretGroupTable({ project }: { readonly project: Project }) {
  const place = useTeamPlace();
  const { page = 1 } = useSearch({ strict: false }) as { page?: number };
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const params = { teamId: place.team, projectId: project.id };
  const mayList = mayAnyGroups(place, "list");
  const { data, error, refetch } = useQuery({
    ...read(place.org, "listSecretGroups", { params, query: { page } }),
    enabled: mayList,
  });
  const create = mayAnyGroups(place, "create") && (
    <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => setCreating(true)}>
      Create a secret group
    </Button>
  );
  return (
    <Panel title="Secret groups" flush actions={create}>
      {!mayList ? (
        <EmptyState icon={IconLock} title="Not among what you may see">
          Your roles do not include listing the secret groups of a project.
        </EmptyState>
      ) : error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <DataTable
          label="Secret groups"
          columns={groupColumns(place)}
          rows={data?.secrets}
          expected={3}
          rowKey={({ id }) => id}
          empty={
            <EmptyState icon={IconLock} title="No secret groups yet">
              A secret group holds variables and files for one environment or all, encrypted. Roles say who
              may see the values.
            </EmptyState>
          }
        />
      )}
      {data && (
        <Pager
          page={page}
          perPage={PER_PAGE_DEFAULT}
          hasNextPage={data.pagination.hasNextPage}
          count={data.pagination.count}
          onPage={(next) => void navigate({ to: ".", search: { page: next } as never })}
        />
      )}
      {creating && <CreateGroup project={project} onClose={() => setCreating(false)} />}
    </Panel>
  );
}
