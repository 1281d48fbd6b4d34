import { Group, Skeleton, Stack, Text } from "@mantine/core";
import { PER_PAGE_MAX } from "@keywright/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { IconRadar2 } from "@tabler/icons-react";
import { useState } from "react";
import { read } from "../api/read.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { useNow } from "../ui/now.ts";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { Status } from "../ui/status.tsx";
import { verifierColumns } from "./verifier-columns.tsx";
import { stepOf, type Verifier } from "./verifier-step.ts";

/** Confirmations are no changes of the organization, so nothing tells of them. */
const RELOAD_MS = 3000;

/** Is everyone in step? */
export function VerifierBoard({ org }: { readonly org: string }) {
  const [page, setPage] = useState(1);
  const { data, error, refetch } = useQuery({
    ...read(org, "listVerifiers", { query: { per_page: PER_PAGE_MAX, page } }),
    placeholderData: keepPreviousData,
    refetchInterval: RELOAD_MS,
  });
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <Stack gap="sm">
      <Panel>{data ? <Headline verifiers={data.verifiers} /> : <Skeleton height={25} width={280} />}</Panel>
      <Panel flush>
        <DataTable
          label="Verifiers"
          columns={verifierColumns}
          rows={data?.verifiers}
          expected={3}
          rowKey={({ id }) => id}
          empty={
            <EmptyState icon={IconRadar2} title="Nobody verifies yet">
              A verifier checks tokens inside of your API, with the library @keywright/verifier, and stands
              here as soon as it connects.
            </EmptyState>
          }
        />
        {data && (
          <Pager
            page={page}
            perPage={PER_PAGE_MAX}
            hasNextPage={data.pagination.hasNextPage}
            count={data.pagination.count}
            onPage={setPage}
          />
        )}
      </Panel>
    </Stack>
  );
}

function Headline({ verifiers }: { readonly verifiers: readonly Verifier[] }) {
  const nowMs = useNow();
  const { live, behind, revision } = stepOf(verifiers, nowMs);
  if (live.length === 0) return <Status tone="idle">Nobody decides at this moment</Status>;
  const names = behind.map(({ name }) => name).join(", ");
  return (
    <Group gap="sm" justify="space-between" aria-live="polite">
      <Text component="div" fz={15} fw={500}>
        {behind.length === 0 ? (
          <Status tone="good">
            {live.length === 1
              ? `The only one is at revision ${revision}`
              : `All ${live.length} are at revision ${revision}`}
          </Status>
        ) : (
          <Status tone="warn">
            {`${live.length - behind.length} of ${live.length} are at revision ${revision}`}
          </Status>
        )}
      </Text>
      <Text fz={13} c="dimmed">
        {behind.length === 0 ? "A change is in force when all have confirmed it." : `Behind: ${names}`}
      </Text>
    </Group>
  );
}
