import { Group, SegmentedControl, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconChartBar } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { WATCH_USE } from "../api/query-client.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { Panel } from "../ui/panel.tsx";
import { UsageChart } from "../usage/usage-chart.tsx";
import { UsageTable } from "../usage/usage-table.tsx";
import { type TokenRow, useTokenOperations } from "./token-operations.ts";
import { type Range, RANGES } from "./token-tabs.ts";

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;
const LENGTH_MS: Record<Range, number> = {
  "24h": DAY_MS,
  "7d": 7 * DAY_MS,
  "30d": 30 * DAY_MS,
  "90d": 90 * DAY_MS,
};
const WORDS: Record<Range, string> = {
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
  "90d": "90 days",
};

export function TokenUsage({ token }: { readonly token: TokenRow }) {
  const { range = "7d" } = useSearch({ strict: false }) as { range?: Range };
  const navigate = useNavigate();
  const groupBy = range === "24h" ? "hour" : "day";
  const after = useMemo(() => startOf(range, groupBy === "hour" ? HOUR_MS : DAY_MS), [range, groupBy]);
  const { data, error, refetch } = useQuery({
    ...useTokenOperations().usage(token.id, { after, groupBy }),
    ...WATCH_USE,
  });
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text fz={14} c="dimmed">
          Calls by permission, as servers and verifiers counted them.
        </Text>
        <SegmentedControl
          size="xs"
          aria-label="How far back"
          data={RANGES.map((value) => ({ value, label: WORDS[value] }))}
          value={range}
          onChange={(next) => void navigate({ to: ".", search: { range: next } as never, replace: true })}
        />
      </Group>
      {!data && <Skeleton height={260} />}
      {data && data.totals.length === 0 && (
        <Panel>
          <EmptyState icon={IconChartBar} title={`No calls in ${WORDS[range]}`}>
            Every call that is checked with this token appears here within seconds, allowed or refused.
          </EmptyState>
        </Panel>
      )}
      {data && data.totals.length > 0 && (
        <>
          <Panel>
            <UsageChart usage={data} />
          </Panel>
          <Panel flush title="By permission">
            <UsageTable totals={data.totals} roleId={token.role.roleId} />
          </Panel>
        </>
      )}
    </Stack>
  );
}

/** Whole hours or days, the running one included: the same question within it has the same answer in the cache. */
function startOf(range: Range, stepMs: number): string {
  const running = Math.floor(Date.now() / stepMs) * stepMs;
  return new Date(running + stepMs - LENGTH_MS[range]).toISOString();
}
