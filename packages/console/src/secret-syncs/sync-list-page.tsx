import { Button, Stack } from "@mantine/core";
import { PER_PAGE_DEFAULT } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { IconPlus, IconRefresh } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useConnectableApps } from "../app-connections/use-connectable-apps.ts";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { FilterChip } from "../ui/filter-chip.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { compact } from "../ui/search-state.ts";
import { ToolBar } from "../ui/tool-bar.tsx";
import { CreateSyncDialog } from "./create-sync-dialog.tsx";
import { watch } from "./run-watch.ts";
import { lastRunOf } from "./sync.ts";
import { syncColumns } from "./sync-columns.tsx";
import { RUN_STATUSES, type SyncListSearch } from "./sync-list-search.ts";

export function SyncListPage() {
  const mayCreate = useTeamPlace().can("team:admin:secret-syncs:create");
  const { search, change } = useListState();
  const open = () => change({ create: "yes" });
  const create = mayCreate && (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      Create a sync
    </Button>
  );
  return (
    <>
      <PageHeader title="Syncs" actions={create}>
        They put the variables of a secret group, or a token's newest key, where they are used.
      </PageHeader>
      <Stack gap="sm">
        <ToolBar>
          <FilterChip
            label="Status"
            value={search.status}
            options={RUN_STATUSES.map((status) => ({
              value: status,
              label: status,
            }))}
            onChange={(status) => change({ status, page: undefined })}
          />
        </ToolBar>
        <SyncTable onCreate={mayCreate ? open : undefined} />
      </Stack>
      {mayCreate && search.create && <CreateSyncDialog onClose={() => change({ create: undefined })} />}
    </>
  );
}

/** Filter, page and the dialog stand in the address. */
function useListState() {
  const search: SyncListSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (edit: {
    [Field in keyof SyncListSearch]: SyncListSearch[Field] | undefined;
  }) =>
    void navigate({
      to: ".",
      search: compact({ ...search, ...edit }) as never,
    });
  return { search, change };
}

/** `onCreate` is for those who may. */
function SyncTable({ onCreate }: { readonly onCreate: (() => void) | undefined }) {
  const place = useTeamPlace();
  const { search, change } = useListState();
  const apps = useConnectableApps().data?.apps;
  const { page = 1, status } = search;
  const { data, error, refetch } = useQuery({
    ...read(place.org, "listSyncs", {
      params: { teamId: place.team },
      query: { page, ...(status !== undefined && { status }) },
    }),
    refetchInterval: ({ state }) => watch(state.data?.syncs.map(lastRunOf) ?? []),
  });
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <Panel flush>
      <DataTable
        label="Syncs"
        columns={syncColumns(place, apps)}
        rows={data?.syncs}
        expected={3}
        rowHeight={57}
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            icon={IconRefresh}
            title={status === undefined ? "No syncs yet" : `No sync whose last run is ${status}`}
            action={
              status === undefined && onCreate && <Button onClick={onCreate}>Create the first sync</Button>
            }
          >
            A sync delivers every change by itself, within seconds, and says so when it could not.
          </EmptyState>
        }
      />
      {data && (
        <Pager
          page={page}
          perPage={PER_PAGE_DEFAULT}
          hasNextPage={data.pagination.hasNextPage}
          count={data.pagination.count}
          onPage={(next) => change({ page: next > 1 ? next : undefined })}
        />
      )}
    </Panel>
  );
}
