import { Button } from "@mantine/core";
import { PER_PAGE_DEFAULT } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { IconBuilding, IconPlus } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { read } from "../api/read.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { CreateOrgDialog } from "./create-org-dialog.tsx";
import { useOperator } from "./operator.ts";
import { type OrgDeed, OrgDeedDialog } from "./org-deed-dialog.tsx";
import { orgColumns } from "./org-columns.tsx";

export function OrgListPage() {
  const { org, can } = useOperator();
  const { page = 1 } = useSearch({ strict: false }) as { page?: number };
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const [deed, setDeed] = useState<OrgDeed>();
  const { data, error, refetch } = useQuery(read(org, "listOrgs", { query: { page } }));
  const create = can("platform:admin:organizations:create") && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      Create an organization
    </Button>
  );
  return (
    <>
      <PageHeader title="Organizations" actions={create}>
        Each has teams, roles and tokens of its own, and none can see another. Nor do you see inside them.
      </PageHeader>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Panel flush>
          <DataTable
            label="Organizations"
            columns={orgColumns(can, setDeed)}
            rows={data?.orgs}
            expected={3}
            rowKey={({ id }) => id}
            empty={
              <EmptyState icon={IconBuilding} title="No organizations">
                An organization is a customer of your platform.
              </EmptyState>
            }
          />
          {data && (
            <Pager
              page={page}
              perPage={PER_PAGE_DEFAULT}
              hasNextPage={data.pagination.hasNextPage}
              count={data.pagination.count}
              onPage={(next) => void navigate({ to: ".", search: { page: next } as never })}
            />
          )}
        </Panel>
      )}
      {creating && <CreateOrgDialog onClose={() => setCreating(false)} />}
      {deed && <OrgDeedDialog deed={deed} onClose={() => setDeed(undefined)} />}
    </>
  );
}
