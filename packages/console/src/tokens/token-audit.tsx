import { useQuery } from "@tanstack/react-query";
import { IconHistory } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { PER_PAGE_DEFAULT } from "@keywright/contract";
import { EventFeed } from "../audit-events/event-feed.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { type TokenRow, useTokenOperations } from "./token-operations.ts";

/** What the token did, and what was done to it or its role. */
export function TokenAudit({ token }: { readonly token: TokenRow }) {
  const { page = 1 } = useSearch({ strict: false }) as { page?: number };
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(useTokenOperations().auditEvents(token.id, page));
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <Panel flush>
      <EventFeed
        events={data?.auditEvents}
        empty={
          <EmptyState icon={IconHistory} title="No events">
            What the token changes, and what is changed about it, stands here for good.
          </EmptyState>
        }
      />
      {data && (
        <Pager
          page={page}
          perPage={PER_PAGE_DEFAULT}
          hasNextPage={data.pagination.hasNextPage}
          count={data.pagination.count}
          onPage={(next) => void navigate({ to: ".", search: { tab: "audit", page: next } as never })}
        />
      )}
    </Panel>
  );
}
