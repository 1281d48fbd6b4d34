import { useQuery } from "@tanstack/react-query";
import { IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import { type OrgPlace, usePlace } from "../app/place.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { mayReadEvents, readEvents } from "./audit-reads.ts";
import type { AuditSearch } from "./audit-search.ts";
import { EventFeed } from "./event-feed.tsx";

const PER_PAGE = 10;

/**
 * What happened to one thing, on its own page: `<AuditFeed filter={{ action: "role.*", target: roleId }} />`. Nothing for
 * those who may not read the log.
 */
export function AuditFeed({ filter }: { readonly filter: AuditSearch }) {
  const place = usePlace();
  return mayReadEvents(place) ? <Feed place={place} filter={filter} /> : null;
}

interface FeedProps {
  readonly place: OrgPlace;
  readonly filter: AuditSearch;
}

function Feed({ place, filter }: FeedProps) {
  const [page, setPage] = useState(1);
  const { data, error, refetch } = useQuery(readEvents(place, filter, { page, per_page: PER_PAGE }));
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <Panel title="What happened to it" flush>
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
          perPage={PER_PAGE}
          hasNextPage={data.pagination.hasNextPage}
          count={data.pagination.count}
          onPage={setPage}
        />
      )}
    </Panel>
  );
}
