import { Button, Stack } from "@mantine/core";
import { PER_PAGE_DEFAULT } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { read } from "../api/read.ts";
import { useConnectableApps } from "../app-connections/use-connectable-apps.ts";
import { useTeamPlace } from "../app/place.ts";
import { TokenKinds } from "../tokens/token-kinds.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { FilterChip } from "../ui/filter-chip.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { SearchInput } from "../ui/search-input.tsx";
import { compact } from "../ui/search-state.ts";
import { ToolBar } from "../ui/tool-bar.tsx";
import { externalColumns } from "./external-columns.tsx";
import type { ExternalToken } from "./external-token.ts";
import type { ExternalTokenListSearch } from "./external-token-list-search.ts";
import { IssueExternalDialog } from "./issue-external-dialog.tsx";
import { RevokeExternalDialog } from "./revoke-external-dialog.tsx";
import { RotateExternalDialog } from "./rotate-external-dialog.tsx";
import { useExternalPermission } from "./use-external-permission.ts";

/** Tokens that were made on other platforms. */
export function ExternalTokenListPage() {
  const may = useExternalPermission();
  const { search, change } = useListState();
  const open = () => change({ issue: "yes" });
  const issue = may("create") && (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      Issue a token elsewhere
    </Button>
  );
  return (
    <>
      <PageHeader title="External tokens" actions={issue}>
        Tokens of other platforms, made there through app connections, rotated and revoked from here.
      </PageHeader>
      <Stack gap="sm">
        <TokenKinds kind="external" />
        <ToolBar>
          <SearchInput
            label="Search external tokens"
            value={search.search}
            onSearch={(text) => change({ search: text, page: undefined })}
          />
          <FilterChip
            label="Show"
            value={search.all}
            options={[{ value: "yes", label: "revoked ones too" }]}
            onChange={(all) => change({ all, page: undefined })}
          />
        </ToolBar>
        <ExternalTokenTable onIssue={may("create") ? open : undefined} />
      </Stack>
      {may("create") && search.issue && <IssueExternalDialog onClose={() => change({ issue: undefined })} />}
    </>
  );
}

/** Filter, page and the dialog stand in the address. */
function useListState() {
  const search: ExternalTokenListSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (edit: {
    [Field in keyof ExternalTokenListSearch]: ExternalTokenListSearch[Field] | undefined;
  }) => void navigate({ to: ".", search: compact({ ...search, ...edit }) as never });
  return { search, change };
}

/** `onIssue` is for those who may. */
function ExternalTokenTable({ onIssue }: { readonly onIssue: (() => void) | undefined }) {
  const place = useTeamPlace();
  const may = useExternalPermission();
  const { search, change } = useListState();
  const [revoked, setRevoked] = useState<ExternalToken>();
  const [rotated, setRotated] = useState<ExternalToken>();
  const apps = useConnectableApps().data?.apps;
  const { page = 1 } = search;
  const { data, error, refetch } = useQuery(
    read(place.org, "listExternalTokens", {
      params: { teamId: place.team },
      query: {
        page,
        ...(search.search !== undefined && { search: search.search }),
        ...(search.all && { all: "true" as const }),
      },
    }),
  );
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  const columns = externalColumns(place, apps, {
    onRevoke: may("delete") ? setRevoked : undefined,
    onRotate: may("update") ? setRotated : undefined,
  });
  return (
    <Panel flush>
      <DataTable
        label="External tokens"
        columns={columns}
        rows={data?.externalTokens}
        expected={3}
        rowHeight={57}
        rowKey={({ id }) => id}
        empty={<NoTokens isFiltered={search.search !== undefined} onIssue={onIssue} />}
      />
      {data && (
        <Pager
          page={page}
          perPage={PER_PAGE_DEFAULT}
          hasNextPage={data.pagination.hasNextPage}
          count={data.pagination.count}
          onPage={(next) => change({ page: next > 1 ? next : undefined })}
        />
      )}
      {revoked && <RevokeExternalDialog token={revoked} onClose={() => setRevoked(undefined)} />}
      {rotated && <RotateExternalDialog token={rotated} onClose={() => setRotated(undefined)} />}
    </Panel>
  );
}

interface NoTokensProps {
  readonly isFiltered: boolean;
  readonly onIssue: (() => void) | undefined;
}

function NoTokens({ isFiltered, onIssue }: NoTokensProps) {
  return (
    <EmptyState
      icon={IconKey}
      title={isFiltered ? "No external token fits" : "No external tokens yet"}
      action={!isFiltered && onIssue && <Button onClick={onIssue}>Issue the first one</Button>}
    >
      A token that is issued through an app connection is delivered by syncs and never pasted by hand.
    </EmptyState>
  );
}
