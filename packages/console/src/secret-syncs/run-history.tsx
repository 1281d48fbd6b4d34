import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import type { Column } from "../ui/column.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { RunChanges } from "./run-changes.tsx";
import { RunStatus } from "./run-status.tsx";
import { watch } from "./run-watch.ts";
import { KINDS, triggerWords } from "./run-words.ts";
import type { Sync, SyncRun } from "./sync.ts";

const PER_PAGE = 10;

/** What the sync has done, by the names of variables. */
export function RunHistory({ sync }: { readonly sync: Sync }) {
  const { org, team } = useTeamPlace();
  const [page, setPage] = useState(1);
  const params = { teamId: team, syncId: sync.id };
  const { data, error, refetch } = useQuery({
    ...read(org, "listSyncRuns", {
      params,
      query: { page, per_page: PER_PAGE },
    }),
    refetchInterval: ({ state }) => watch(state.data?.runs ?? []),
  });
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <Panel title="History" flush>
      <DataTable
        label="History"
        columns={COLUMNS}
        rows={data?.runs}
        expected={2}
        rowHeight={57}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={IconHistory} title="Nothing yet">
            Every run stands here, with the names of what it created, updated and deleted.
          </EmptyState>
        }
      />
      {data && (
        <Pager
          page={page}
          perPage={PER_PAGE}
          hasNextPage={data.pagination.hasNextPage}
          count={data.pagination.count}
          onPage={setPage}
        />
      )}
    </Panel>
  );
}

const COLUMNS: readonly Column<SyncRun>[] = [
  { key: "kind", title: "Run", cell: (run) => <RunCell run={run} /> },
  { key: "status", title: "Status", cell: (run) => <StatusCell run={run} /> },
  {
    key: "changes",
    title: "Variables",
    cell: (run) => <ChangesCell run={run} />,
  },
  {
    key: "at",
    title: "When",
    cell: ({ endedAt, queuedAt }) => <RelativeTime at={endedAt ?? queuedAt} />,
  },
];

function RunCell({ run }: { readonly run: SyncRun }) {
  return (
    <>
      {KINDS[run.kind]}
      <Text fz={12} c="dimmed">
        <bdi>{triggerWords(run)}</bdi>
      </Text>
    </>
  );
}

function StatusCell({ run }: { readonly run: SyncRun }) {
  return (
    <>
      <RunStatus run={run} />
      <Text component="div" fz={12} c="dimmed" maw="44ch">
        {run.message}
        {run.attempts > 1 && <div>after {run.attempts} attempts</div>}
      </Text>
    </>
  );
}

/** An import writes into the secret group, and the others at the destination. */
function ChangesCell({ run }: { readonly run: SyncRun }) {
  return (
    <RunChanges
      changes={[
        ["created", run.created],
        ["updated", run.updated],
        ["deleted", run.deleted],
        ["wrote over the changes of others to", run.overwritten],
      ]}
      none={run.status === "succeeded" ? "nothing to change" : "nothing"}
    />
  );
}
