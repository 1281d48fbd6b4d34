import { Button, Stack } from "@mantine/core";
import { PER_PAGE_DEFAULT } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { IconHistory } from "@tabler/icons-react";
import { usePlace } from "../app/place.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { ToolBar } from "../ui/tool-bar.tsx";
import { eventColumns } from "./audit-columns.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { readEvents } from "./audit-reads.ts";
import { useAuditState } from "./audit-state.ts";
import { EventDrawer } from "./event-drawer.tsx";
import { ExportMenu } from "./export-menu.tsx";

/** What changed. */
export function AuditEventListPage() {
  const place = usePlace();
  const { search, change } = useAuditState();
  const page = search.page ?? 1;
  const { data, error, refetch } = useQuery(readEvents(place, search, { page, per_page: PER_PAGE_DEFAULT }));
  return (
    <>
      <PageHeader
        title={place.team === undefined ? "Organization audit log" : "Audit log"}
        actions={<ExportMenu />}
      >
        Who changed what, when and from where. Nothing here can be edited or removed.
      </PageHeader>
      <Stack gap="sm">
        <ToolBar>
          <AuditFilters events={data?.auditEvents} />
        </ToolBar>
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          <Panel flush>
            <DataTable
              label="Audit events"
              columns={eventColumns(place, search)}
              rows={data?.auditEvents}
              rowKey={({ id }) => id}
              empty={<NoEvents />}
            />
            {data && (
              <Pager
                page={page}
                perPage={PER_PAGE_DEFAULT}
                hasNextPage={data.pagination.hasNextPage}
                count={data.pagination.count}
                onPage={(next) => change({ page: next })}
              />
            )}
          </Panel>
        )}
      </Stack>
      {search.event !== undefined && (
        <EventDrawer eventId={search.event} onClose={() => change({ event: undefined })} />
      )}
    </>
  );
}

const NO_FILTERS = {
  action: undefined,
  actor: undefined,
  origin: undefined,
  project: undefined,
  team: undefined,
  target: undefined,
  after: undefined,
  before: undefined,
} as const;

function NoEvents() {
  const { search, change } = useAuditState();
  const isFiltered = (Object.keys(NO_FILTERS) as (keyof typeof NO_FILTERS)[]).some((name) => search[name]);
  if (!isFiltered) {
    return (
      <EmptyState icon={IconHistory} title="Nothing has changed yet">
        Everything that anybody changes here is recorded, for good.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconHistory}
      title="No event fits"
      action={
        <Button variant="default" onClick={() => change(NO_FILTERS)}>
          Drop all filters
        </Button>
      }
    >
      Every change leaves one event here. None that you may see matches all filters.
    </EmptyState>
  );
}
