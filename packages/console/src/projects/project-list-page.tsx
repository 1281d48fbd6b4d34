import { Button } from "@mantine/core";
import { PER_PAGE_DEFAULT } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { IconFolders, IconPlus } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { DeleteProject } from "./delete-project.tsx";
import { projectColumns, type ProjectRow } from "./project-columns.tsx";
import { CreateProject, EditProject } from "./project-dialogs.tsx";

interface Opened {
  readonly dialog: "create" | "edit" | "delete";
  readonly project?: ProjectRow;
}

export function ProjectListPage() {
  const place = useTeamPlace();
  const { page = 1 } = useSearch({ strict: false }) as { page?: number };
  const navigate = useNavigate();
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  const { data, error, refetch } = useQuery(
    read(place.org, "listProjects", { params: { teamId: place.team }, query: { page } }),
  );
  const create = place.can("project:projects:manage:create") && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setOpened({ dialog: "create" })}>
      Create a project
    </Button>
  );
  const columns = projectColumns(place, (dialog, project) => setOpened({ dialog, project }));
  return (
    <>
      <PageHeader title="Projects" actions={create}>
        What roles and tokens can be restricted to, each with its environments and secret groups.
      </PageHeader>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Panel flush>
          <DataTable
            label="Projects"
            columns={columns}
            rows={data?.projects}
            expected={4}
            rowKey={({ id }) => id}
            empty={
              <EmptyState icon={IconFolders} title="No projects yet" action={create}>
                A project is one thing your team builds. Restrict a role to it, and its tokens reach nothing
                else.
              </EmptyState>
            }
          />
          {data && (
            <Pager
              page={page}
              perPage={PER_PAGE_DEFAULT}
              hasNextPage={data.pagination.hasNextPage}
              count={data.pagination.count}
              onPage={(next) => void navigate({ to: ".", search: { page: next } as never })}
            />
          )}
        </Panel>
      )}
      {opened?.dialog === "create" && <CreateProject onClose={close} />}
      {opened?.dialog === "edit" && opened.project && (
        <EditProject project={opened.project} onClose={close} />
      )}
      {opened?.dialog === "delete" && opened.project && (
        <DeleteProject project={opened.project} onClose={close} />
      )}
    </>
  );
}
