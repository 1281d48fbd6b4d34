import { Button } from "@mantine/core";
import { PER_PAGE_DEFAULT } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { compact } from "../ui/search-state.ts";
import { ConnectDialog } from "./connect-dialog.tsx";
import { connectionColumns } from "./connection-columns.tsx";
import { useConnectableApps } from "./use-connectable-apps.ts";

const ANY_PLATFORM = "any";

export function ConnectionListPage() {
  const mayConnect = useTeamPlace().can("team:admin:app-connections:create");
  const { search, change } = useListState();
  const open = () => change({ connect: ANY_PLATFORM });
  const connect = mayConnect && (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      Connect
    </Button>
  );
  return (
    <>
      <PageHeader title="App connections" actions={connect}>
        Credentials for other platforms, kept encrypted and never shown, for syncs to deliver with.
      </PageHeader>
      <ConnectionTable onConnect={mayConnect ? open : undefined} />
      {mayConnect && search.connect !== undefined && (
        <ConnectDialog
          chosen={search.connect}
          onChoose={(app) => change({ connect: app ?? ANY_PLATFORM })}
          onClose={() => change({ connect: undefined })}
        />
      )}
    </>
  );
}

/** Pages and the dialog stand in the address. */
function useListState() {
  const search: { page?: number; connect?: string } = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (edit: { page?: number | undefined; connect?: string | undefined }) =>
    void navigate({ to: ".", search: compact({ ...search, ...edit }) as never });
  return { search, change };
}

/** `onConnect` is for those who may. */
function ConnectionTable({ onConnect }: { readonly onConnect: (() => void) | undefined }) {
  const place = useTeamPlace();
  const { search, change } = useListState();
  const apps = useConnectableApps().data?.apps;
  const { page = 1 } = search;
  const { data, error, refetch } = useQuery(
    read(place.org, "listAppConnections", { params: { teamId: place.team }, query: { page } }),
  );
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <Panel flush>
      <DataTable
        label="App connections"
        columns={connectionColumns(place, apps)}
        rows={data?.appConnections}
        expected={3}
        rowHeight={57}
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            icon={IconPlugConnected}
            title="No app connections yet"
            action={onConnect && <Button onClick={onConnect}>Connect the first platform</Button>}
          >
            A connection lets Keywright put secrets and keys where they are used, so that nobody pastes them
            by hand.
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
