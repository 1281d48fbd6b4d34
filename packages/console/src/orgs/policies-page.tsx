import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { read } from "../api/read.ts";
import { usePlace } from "../app/place.ts";
import { PageHeader } from "../ui/page-header.tsx";
import { Failure } from "../ui/failure.tsx";
import { DeviceLoginPanel } from "./device-login-panel.tsx";
import { NoticesPanel } from "./notices-panel.tsx";
import { PersonalTokensPanel } from "./personal-tokens-panel.tsx";
import { PolicyPanel } from "./policy-panel.tsx";

/** What the organization demands of tokens, and of the ways to them. */
export function PoliciesPage() {
  const { org, client, can } = usePlace();
  const { data, error, refetch } = useQuery(read(org, "getOwnOrg", {}));
  const locked = !can("org:admin:organization:update");
  return (
    <>
      <PageHeader title="Policies">
        How long tokens may live, how many may belong to one person, who is told before the organization's own
        expire, and how command lines get theirs. On lifetimes a team can be stricter in its settings, never
        more lenient.
      </PageHeader>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      <Stack maw={640} gap="lg">
        {data && (
          <>
            <PolicyPanel
              policy={data.tokenPolicy}
              locked={locked}
              save={(tokenPolicy, options) => client.patchOwnOrg({ body: { tokenPolicy } }, options)}
            />
            <PersonalTokensPanel max={data.personalTokensMax} locked={locked} />
            <NoticesPanel
              notices={data.expiryNotices}
              locked={locked}
              save={(expiryNotices, options) => client.patchOwnOrg({ body: { expiryNotices } }, options)}
            />
            <DeviceLoginPanel allowed={data.deviceLogin} locked={locked} />
          </>
        )}
      </Stack>
    </>
  );
}
