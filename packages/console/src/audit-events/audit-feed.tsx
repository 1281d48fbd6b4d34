import { PER_PAGE_DEFAULT } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import { usePlace } from "../app/place.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { readEvents } from "./audit-reads.ts";
import type { AuditSearch } from "./audit-search.ts";
import { EventFeed } from "./event-feed.tsx";

/** What happened to one thing, on its own page: `<AuditFeed filter={{ action: "role.*", target: roleId }} />`. */
export function AuditFeed({ filter }: { readonly filter: AuditSearch }) {
  const place = usePlace();
  const [page, setPage] = useState(1);
  const { data, error, refetch } = useQuery(readEvents(place, filter, { page, per_page: PER_PAGE_DEFAULT }));
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <Panel flush>
      <EventFeed
        events={data?.auditEvents}
        empty={
          <EmptyState icon={IconHistory} title="No events">
            Whatever is changed here from now on stands here for good.
          </EmptyState>
        }
      />
      {data && (
        <Pager
          page={page}
          perPage={PER_PAGE_DEFAULT}
          hasNextPage={data.pagination.hasNextPage}
          count={data.pagination.count}
          onPage={setPage}
        />
      )}
    </Panel>
  );
}
