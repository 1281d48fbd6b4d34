import { Button } from "@mantine/core";
import { PER_PAGE_DEFAULT } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { IconPlus, IconRobot } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { compact } from "../ui/search-state.ts";
import { CreateTrustRuleDialog } from "./create-trust-rule-dialog.tsx";
import { trustRuleColumns } from "./trust-rule-columns.tsx";

export function TrustRuleListPage() {
  const { can } = useTeamPlace();
  const [creating, setCreating] = useState(false);
  const create = can("team:admin:trust-rules:create") && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      Create a trust rule
    </Button>
  );
  return (
    <>
      <PageHeader title="Trust rules" actions={create}>
        Jobs of a CI system trade the token it gives them for a short-lived one of yours. There is no secret
        to store.
      </PageHeader>
      <TrustRuleTable />
      {creating && <CreateTrustRuleDialog onClose={() => setCreating(false)} />}
    </>
  );
}

function TrustRuleTable() {
  const place = useTeamPlace();
  const { page = 1 } = useSearch({ strict: false });
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(
    read(place.org, "listTrustRules", { params: { teamId: place.team }, query: { page } }),
  );
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <Panel flush>
      <DataTable
        label="Trust rules"
        columns={trustRuleColumns(place)}
        rows={data?.trustRules}
        expected={3}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={IconRobot} title="No trust rules">
            A trust rule says which jobs of which CI system get a token of the team, from which role.
          </EmptyState>
        }
      />
      <Pager
        page={page}
        perPage={PER_PAGE_DEFAULT}
        count={data?.pagination.count ?? 0}
        hasNextPage={data?.pagination.hasNextPage ?? false}
        onPage={(next) =>
          void navigate({ to: ".", search: compact({ page: next > 1 ? next : undefined }) as never })
        }
      />
    </Panel>
  );
}
