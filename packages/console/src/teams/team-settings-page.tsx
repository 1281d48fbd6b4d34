import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { PolicyPanel } from "../orgs/policy-panel.tsx";
import { Failure } from "../ui/failure.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { DeleteTeamPanel } from "./delete-team-panel.tsx";
import { TeamDetailsPanel } from "./team-details-panel.tsx";
import { TeamNoticesPanel } from "./team-notices-panel.tsx";

export function TeamSettingsPage() {
  const { org, team, client, can } = useTeamPlace();
  const params = { teamId: team };
  const { data, error, refetch } = useQuery(read(org, "getTeam", { params }));
  const mayEdit = can("team:admin:team:update") || can("org:team:general:update");
  return (
    <>
      <PageHeader title="Settings">
        The team itself: its name, how long its tokens may live and who is told before they end, its own end.
      </PageHeader>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!error && !data && <Skeleton height={420} maw={640} />}
      {data && (
        <Stack gap="lg" maw={640}>
          <TeamDetailsPanel team={data} locked={!mayEdit} />
          <PolicyPanel
            policy={data.tokenPolicy}
            locked={!mayEdit}
            save={(tokenPolicy, options) => client.patchTeam({ params, body: { tokenPolicy } }, options)}
          />
          <TeamNoticesPanel notices={data.expiryNotices} locked={!mayEdit} />
          {can("org:team:general:delete") && <DeleteTeamPanel team={data} />}
        </Stack>
      )}
    </>
  );
}
