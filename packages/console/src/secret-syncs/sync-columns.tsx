import { Text } from "@mantine/core";
import type { ConnectableApp } from "../app-connections/app-connection.ts";
import type { TeamPlace } from "../app/place.ts";
import type { Column } from "../ui/column.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { RunStatus } from "./run-status.tsx";
import { KINDS } from "./run-words.ts";
import { destinationWords, lastRunOf, type Sync } from "./sync.ts";
import { syncLink } from "./sync-links.ts";

export function syncColumns(place: TeamPlace, apps: readonly ConnectableApp[] | undefined): Column<Sync>[] {
  return [
    {
      key: "name",
      title: "Name",
      cell: (sync) => <NameCell place={place} sync={sync} />,
    },
    {
      key: "source",
      title: "From",
      cell: ({ source }) => <SourceCell source={source} />,
    },
    {
      key: "destination",
      title: "To",
      cell: (sync) => (
        <Lines first={destinationWords(sync, apps)} second={`through ${sync.connection.name}`} />
      ),
    },
    {
      key: "status",
      title: "Status",
      cell: (sync) => <StatusCell sync={sync} />,
    },
    {
      key: "synced",
      title: "Last synced",
      cell: ({ lastSyncedAt }) => <RelativeTime at={lastSyncedAt} />,
    },
  ];
}

function NameCell({ place, sync }: { readonly place: TeamPlace; readonly sync: Sync }) {
  return (
    <>
      <RowLink {...syncLink(place, sync.id)}>{sync.name}</RowLink>
      {sync.description && (
        <Text fz={12} c="dimmed" lineClamp={1} maw="36ch">
          <bdi>{sync.description}</bdi>
        </Text>
      )}
    </>
  );
}

function SourceCell({ source }: Pick<Sync, "source">) {
  const second =
    source.kind === "secret-group"
      ? `secret group of ${source.projectId}`
      : `${source.kind === "token" ? "API token" : "external token"}, as ${source.variable}`;
  return <Lines first={source.name} second={second} />;
}

interface LinesProps {
  readonly first: string;
  readonly second: string;
}

function Lines({ first, second }: LinesProps) {
  return (
    <>
      <bdi>{first}</bdi>
      <Text fz={12} c="dimmed">
        {second}
      </Text>
    </>
  );
}

function StatusCell({ sync }: { readonly sync: Sync }) {
  const run = lastRunOf(sync);
  return (
    <>
      <RunStatus run={run} />
      {run && (run.message !== undefined || run.kind !== "sync" || !sync.automatic) && (
        <Text component="div" fz={12} c="dimmed" maw="40ch">
          {run.kind !== "sync" && <div>of the {KINDS[run.kind]}</div>}
          {run.message}
          {!sync.automatic && <div>only by hand</div>}
        </Text>
      )}
    </>
  );
}
