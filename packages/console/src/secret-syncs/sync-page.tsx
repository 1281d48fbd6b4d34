import { Anchor, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ConnectableApp } from "../app-connections/app-connection.ts";
import { useConnectableApps } from "../app-connections/use-connectable-apps.ts";
import { read } from "../api/read.ts";
import { PageFailure } from "../app/page-failure.tsx";
import { useTeamPlace } from "../app/place.ts";
import { AuditFeed } from "../audit-events/audit-feed.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { DriftPanel } from "./drift-panel.tsx";
import { RunHistory } from "./run-history.tsx";
import { RunNotice } from "./run-notice.tsx";
import { RunStatus } from "./run-status.tsx";
import { watch } from "./run-watch.ts";
import { lastRunOf, type Sync } from "./sync.ts";
import { SyncActions } from "./sync-actions.tsx";
import { SyncFacts } from "./sync-facts.tsx";
import { syncsLink } from "./sync-links.ts";

export function SyncPage() {
  const { syncId = "" } = useParams({ strict: false });
  const { org, team, can } = useTeamPlace();
  const {
    data: sync,
    error,
    refetch,
  } = useQuery({
    ...read(org, "getSync", { params: { teamId: team, syncId } }),
    refetchInterval: ({ state }) => watch(state.data ? [lastRunOf(state.data)] : []),
  });
  const apps = useConnectableApps().data?.apps;
  if (error && !sync) return <PageFailure error={error} reset={() => void refetch()} />;
  return (
    <>
      <SyncHeader sync={sync} apps={apps} />
      {sync ? (
        <Stack gap="lg">
          <SyncFacts sync={sync} apps={apps} />
          <RunNotice run={lastRunOf(sync)} />
          {can("team:admin:secret-syncs:run") && <DriftPanel sync={sync} />}
          <RunHistory sync={sync} />
          <AuditFeed filter={{ target: sync.id }} />
        </Stack>
      ) : (
        <Skeleton height={420} />
      )}
    </>
  );
}

interface SyncHeaderProps {
  readonly sync: Sync | undefined;
  readonly apps: readonly ConnectableApp[] | undefined;
}

function SyncHeader({ sync, apps }: SyncHeaderProps) {
  const place = useTeamPlace();
  const back = (
    <Anchor fz={13} renderRoot={(props) => <Link {...props} {...syncsLink(place)} />}>
      Syncs
    </Anchor>
  );
  if (!sync) return <PageHeader title="Sync" back={back} />;
  return (
    <PageHeader
      title={sync.name}
      aside={<RunStatus run={lastRunOf(sync)} />}
      back={back}
      actions={<SyncActions sync={sync} apps={apps} />}
    >
      {sync.description && <bdi>{sync.description}</bdi>}
    </PageHeader>
  );
}
