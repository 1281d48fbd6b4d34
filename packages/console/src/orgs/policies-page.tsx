import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { read } from "../api/read.ts";
import { usePlace } from "../app/place.ts";
import { PageHeader } from "../ui/page-header.tsx";
import { Failure } from "../ui/failure.tsx";
import { PolicyPanel } from "./policy-panel.tsx";

/** What the organization demands of the lifetime of tokens. */
export function PoliciesPage() {
  const { org, client, can } = usePlace();
  const { data, error, refetch } = useQuery(read(org, "getOwnOrg", {}));
  return (
    <>
      <PageHeader title="Policies">
        How long tokens may live. A team can be stricter in its settings, never more lenient.
      </PageHeader>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      <Stack maw={640}>
        {data && (
          <PolicyPanel
            policy={data.tokenPolicy}
            locked={!can("org:admin:organization:update")}
            save={(tokenPolicy, options) => client.patchOwnOrg({ body: { tokenPolicy } }, options)}
          />
        )}
      </Stack>
    </>
  );
}
