import { Button, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { WATCH_USE } from "../api/query-client.ts";
import { usePlace } from "../app/place.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { type Selection, useSelection } from "../ui/selection.ts";
import { totalWords } from "../ui/total-words.ts";
import { IssueDialog } from "./issue-dialog.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";
import { RotateDialog } from "./rotate-dialog.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { tokenColumns } from "./token-columns.tsx";
import { TokenFilters, useTokenListState } from "./token-filters.tsx";
import { TokenKinds } from "./token-kinds.tsx";
import {
  DEFAULT_SORT,
  listQuery,
  TOKENS_PER_PAGE,
  type TokenRow,
  useTokenOperations,
  useTokenPermission,
} from "./token-operations.ts";
import { ToolBar } from "../ui/tool-bar.tsx";

/** Who can call us. */
export function TokenListPage() {
  const { team } = usePlace();
  const may = useTokenPermission();
  const { search, change } = useTokenListState();
  const selection = useSelection<TokenRow>();
  const issue = may("create") && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => change({ issue: "yes" })}>
      Issue a token
    </Button>
  );
  return (
    <>
      <PageHeader title={team === undefined ? "Organization tokens" : "API tokens"} actions={issue}>
        Named credentials made from a role. They can do what the role can, at this moment.
      </PageHeader>
      <Stack gap="sm">
        <TokenKinds kind="own" />
        <ToolBar>
          {selection.rows.length > 0 ? <SelectionBar selection={selection} /> : <TokenFilters />}
        </ToolBar>
        <TokenTable selection={selection} />
      </Stack>
      {search.issue && may("create") && <IssueDialog onClose={() => change({ issue: undefined })} />}
    </>
  );
}

function TokenTable({ selection }: { readonly selection: Selection<TokenRow> }) {
  const place = usePlace();
  const may = useTokenPermission();
  const { search, change } = useTokenListState();
  const [revoked, setRevoked] = useState<TokenRow>();
  const [rotated, setRotated] = useState<TokenRow>();
  const { data, error, refetch } = useQuery({
    ...useTokenOperations().list(listQuery(search)),
    ...WATCH_USE,
  });
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  const columns = tokenColumns(place, { may, onRevoke: setRevoked, onRotate: setRotated });
  return (
    <Panel flush>
      <DataTable
        label="API tokens"
        columns={columns}
        rows={data?.tokens}
        rowHeight={57}
        rowKey={({ id }) => id}
        sorting={{ value: search.sort ?? DEFAULT_SORT, onSort: (sort) => change({ sort: sort as never }) }}
        empty={<NoTokens />}
        {...(may("delete") && { selection })}
      />
      {data && (
        <Pager
          page={search.page ?? 1}
          perPage={TOKENS_PER_PAGE}
          hasNextPage={data.pagination.hasNextPage}
          count={data.pagination.count}
          total={totalWords(data.pagination.total)}
          onPage={(page) => change({ page })}
        />
      )}
      {revoked && <RevokeDialog token={revoked} onClose={() => setRevoked(undefined)} />}
      {rotated && <RotateDialog token={rotated} onClose={() => setRotated(undefined)} />}
    </Panel>
  );
}

function NoTokens() {
  const may = useTokenPermission();
  const { search, change } = useTokenListState();
  const { sort: _, page: __, issue: ___, ...filters } = search;
  if (Object.keys(filters).length > 0) {
    const none = {
      search: undefined,
      status: undefined,
      unused: undefined,
      roleId: undefined,
      owner: undefined,
      exposure: undefined,
      createdBy: undefined,
    };
    return (
      <EmptyState
        icon={IconKey}
        title="No token fits"
        action={
          <Button variant="default" onClick={() => change(none)}>
            Drop all filters
          </Button>
        }
      >
        No token that you may see matches the search and all filters.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconKey}
      title="No tokens yet"
      action={
        may("create") && <Button onClick={() => change({ issue: "yes" })}>Issue the first token</Button>
      }
    >
      A token lets a script, a pipeline or another app call the API, with the rights of a role and for as long
      as you say.
    </EmptyState>
  );
}
