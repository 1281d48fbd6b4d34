import { PER_PAGE_DEFAULT } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { IconKey } from "@tabler/icons-react";
import { useState } from "react";
import type { Membership } from "../api/account.ts";
import { WATCH_USE } from "../api/query-client.ts";
import { type Answer, read } from "../api/read.ts";
import { InPlace } from "../app/place.ts";
import { RevokeDialog } from "../tokens/revoke-dialog.tsx";
import { RotateDialog } from "../tokens/rotate-dialog.tsx";
import { DeedsMenu, NameCell, RoleCell } from "../tokens/token-columns.tsx";
import { TokenStanding } from "../tokens/token-status.tsx";
import type { Column } from "../ui/column.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";

type PersonalToken = Answer<"listMyTokens">["tokens"][number];
type OnDeed = (deed: "rotate" | "revoke", token: PersonalToken) => void;

interface OrgPersonalTokensProps {
  readonly org: Membership["org"];
  /** The person's only one, which need not be named then. */
  readonly isOnly: boolean;
  /** Ended ones too. */
  readonly all: boolean;
  readonly mayIssue: boolean;
}

/** Those of one organization, of all its teams. */
export function OrgPersonalTokens({ org, isOnly, all, mayIssue }: OrgPersonalTokensProps) {
  const [page, setPage] = useState(1);
  const [opened, setOpened] = useState<{ deed: "rotate" | "revoke"; token: PersonalToken }>();
  const { data, error, refetch } = useQuery({
    ...read(org.id, "listMyTokens", { query: { page, all: all ? "true" : "false" } }),
    ...WATCH_USE,
  });
  const title = isOnly ? "Personal tokens" : org.name;
  if (error && !data) {
    return (
      <Panel title={title}>
        <Failure error={error} retry={() => void refetch()} />
      </Panel>
    );
  }
  const close = () => setOpened(undefined);
  return (
    <Panel title={title} flush>
      <DataTable
        label={isOnly ? title : `Personal tokens in ${org.name}`}
        columns={columnsOf(org, (deed, token) => setOpened({ deed, token }))}
        rows={data?.tokens}
        expected={3}
        rowHeight={57}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={IconKey} title={all ? "No personal tokens" : "No active personal tokens"}>
            {mayIssue
              ? "A personal token lets a script, or the command line on your machine, work as you, with one of your roles."
              : "They are made from roles that you hold yourself, and you hold none here. Ask an owner for one."}
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
      {opened && (
        <InPlace value={placeOf(org, opened.token)}>
          {opened.deed === "rotate" && <RotateDialog token={opened.token} onClose={close} />}
          {opened.deed === "revoke" && <RevokeDialog token={opened.token} onClose={close} />}
        </InPlace>
      )}
    </Panel>
  );
}

function placeOf(org: Membership["org"], { team }: PersonalToken) {
  return { org: org.id, team: team?.id };
}

/** What belongs to a person they may rotate and revoke. */
const mayAll = () => true;

function columnsOf(org: Membership["org"], onDeed: OnDeed): Column<PersonalToken>[] {
  return [
    {
      key: "name",
      title: "Name",
      cell: (token) => <NameCell place={placeOf(org, token)} token={token} />,
    },
    { key: "team", title: "Where", cell: ({ team }) => <bdi>{team?.name ?? "the organization"}</bdi> },
    { key: "role", title: "Role", cell: (token) => <RoleCell token={token} /> },
    { key: "used", title: "Last used", cell: ({ lastUsedAt }) => <RelativeTime at={lastUsedAt} /> },
    { key: "expires", title: "Expires", cell: ({ expiresAt }) => <RelativeTime at={expiresAt} /> },
    { key: "status", title: "Status", cell: (token) => <TokenStanding token={token} /> },
    {
      key: "menu",
      title: "Actions",
      hiddenTitle: true,
      width: 44,
      cell: (token) => (
        <DeedsMenu
          token={token}
          may={mayAll}
          onRotate={() => onDeed("rotate", token)}
          onRevoke={() => onDeed("revoke", token)}
        />
      ),
    },
  ];
}
