import { PER_PAGE_DEFAULT } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { useConnectableApps } from "../app-connections/use-connectable-apps.ts";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { watch } from "./run-watch.ts";
import { lastRunOf } from "./sync.ts";
import { syncColumns } from "./sync-columns.tsx";

type Filter =
  | { readonly connectionId: string }
  | { readonly tokenId: string }
  | { readonly externalTokenId: string }
  | { readonly projectId: string; readonly secretGroupId: string };

interface SyncsPanelProps {
  readonly title: string;
  readonly filter: Filter;
  /** Said when there are none: a few words, and a sentence on what one would do. */
  readonly none: readonly [words: string, sentence: string];
}

/** The syncs that have to do with a thing, on its page. Nothing for those who may not see any. */
export function SyncsPanel({ title, filter, none: [words, sentence] }: SyncsPanelProps) {
  const place = useTeamPlace();
  const [page, setPage] = useState(1);
  const apps = useConnectableApps().data?.apps;
  const maySee = place.can("team:admin:secret-syncs:read");
  const { data, error, refetch } = useQuery({
    ...read(place.org, "listSyncs", { params: { teamId: place.team }, query: { ...filter, page } }),
    enabled: maySee,
    refetchInterval: ({ state }) => watch(state.data?.syncs.map(lastRunOf) ?? []),
  });
  if (!maySee) return null;
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <Panel title={title} flush>
      <DataTable
        label={title}
        columns={syncColumns(place, apps)}
        rows={data?.syncs}
        expected={1}
        rowHeight={57}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={IconRefresh} title={words}>
            {sentence}
          </EmptyState>
        }
      />
      {data && (
        <Pager
          page={page}
          perPage={PER_PAGE_DEFAULT}
          hasNextPage={data.pagination.hasNextPage}
          count={data.pagination.count}
          onPage={setPage}
        />
      )}
    </Panel>
  );
}
