import { Anchor, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { read } from "../api/read.ts";
import { PageFailure } from "../app/page-failure.tsx";
import { useTeamPlace } from "../app/place.ts";
import { AuditFeed } from "../audit-events/audit-feed.tsx";
import { SyncsPanel } from "../secret-syncs/syncs-panel.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import type { AppConnection } from "./app-connection.ts";
import { ConnectionActions } from "./connection-actions.tsx";
import { ConnectionFacts } from "./connection-facts.tsx";
import { ConnectionHealth } from "./connection-health.tsx";
import { connectionsLink } from "./connection-links.ts";
import { HealthPanel } from "./health-panel.tsx";
import { ReachPanel } from "./reach-panel.tsx";
import { useConnectableApps } from "./use-connectable-apps.ts";

export function ConnectionPage() {
  const { connectionId = "" } = useParams({ strict: false });
  const { org, team, can } = useTeamPlace();
  const params = { teamId: team, connectionId };
  const { data: connection, error, refetch } = useQuery(read(org, "getAppConnection", { params }));
  const apps = useConnectableApps().data?.apps;
  const app = apps?.find((one) => one.app === connection?.app);
  if (error && !connection) return <PageFailure error={error} reset={() => void refetch()} />;
  return (
    <>
      <ConnectionHeader connection={connection} />
      {connection ? (
        <Stack gap="lg">
          <ConnectionFacts connection={connection} apps={apps} />
          <HealthPanel connection={connection} />
          {app?.places && can("team:admin:app-connections:connect") && (
            // Other credentials may reach something else.
            <ReachPanel
              key={`${connection.id} ${connection.version}`}
              connection={connection}
              title={app.title}
              places={app.places}
            />
          )}
          <SyncsPanel
            title="Used by"
            filter={{ connectionId: connection.id }}
            none={[
              "No sync uses it",
              "A sync delivers secrets or keys through it. While one does, it cannot be deleted.",
            ]}
          />
          <AuditFeed filter={{ target: connection.id }} />
        </Stack>
      ) : (
        <Skeleton height={420} />
      )}
    </>
  );
}

function ConnectionHeader({ connection }: { readonly connection: AppConnection | undefined }) {
  const place = useTeamPlace();
  const back = (
    <Anchor fz={13} renderRoot={(props) => <Link {...props} {...connectionsLink(place)} />}>
      App connections
    </Anchor>
  );
  if (!connection) return <PageHeader title="App connection" back={back} />;
  return (
    <PageHeader
      title={connection.name}
      aside={<ConnectionHealth status={connection.health.status} />}
      back={back}
      actions={<ConnectionActions connection={connection} />}
    >
      {connection.description && <bdi>{connection.description}</bdi>}
    </PageHeader>
  );
}
