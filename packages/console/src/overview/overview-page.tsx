import { Anchor, SimpleGrid, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconHistory } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { WATCH_USE } from "../api/query-client.ts";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { EventFeed } from "../audit-events/event-feed.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { FailingSyncs } from "./failing-syncs.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { RefusalsTile } from "./refusals-tile.tsx";
import { TokensTile, UnusedTile } from "./tokens-tile.tsx";
import { VerifiersTile } from "./verifiers-tile.tsx";

const LAST_EVENTS = 5;

/** Who can call us, what are they refused, what changed, is everyone in step. */
export function OverviewPage() {
  const place = useTeamPlace();
  const { org, team, teamOf, can } = place;
  const { data, error, refetch } = useQuery({
    ...read(org, "getTeamOverview", { params: { teamId: team } }),
    ...WATCH_USE,
  });
  return (
    <>
      <PageHeader title="Overview">The team {teamOf.name}, at this moment.</PageHeader>
      <Stack gap="lg">
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="md">
            {can("team:admin:api-tokens:read") && (
              <>
                <TokensTile tokens={data?.tokens} />
                <UnusedTile tokens={data?.tokens} />
                <RefusalsTile refusals={data?.refusals24h} />
              </>
            )}
            {can("team:admin:verification:read") && <VerifiersTile verifiers={data?.verifiers} />}
          </SimpleGrid>
        )}
        {can("team:admin:secret-syncs:read") && <FailingSyncs />}
        {data?.tokens?.active === 0 && can("team:admin:api-tokens:create") && <FirstSteps />}
        {can("team:admin:audit-events:read") && <LastChanges />}
      </Stack>
    </>
  );
}

function LastChanges() {
  const { org, team } = useTeamPlace();
  const { data, error, refetch } = useQuery(
    read(org, "listAuditEvents", { params: { teamId: team }, query: { per_page: LAST_EVENTS } }),
  );
  const all = (
    <Anchor
      fz={13}
      renderRoot={(props) => <Link {...props} to="/o/$org/t/$team/audit" params={{ org, team }} />}
    >
      Audit log
    </Anchor>
  );
  return (
    <Panel title="Last changes" flush actions={all}>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <EventFeed
          events={data?.auditEvents}
          expected={LAST_EVENTS}
          empty={
            <EmptyState icon={IconHistory} title="Nothing has changed yet">
              Everything that anybody changes in this team is recorded here, for good.
            </EmptyState>
          }
        />
      )}
    </Panel>
  );
}
