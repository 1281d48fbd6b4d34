import { IconKey } from "@tabler/icons-react";
import type { Membership } from "../api/account.ts";
import { useAccount } from "../app/place.ts";
import type { Column } from "../ui/column.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Panel } from "../ui/panel.tsx";
import { RowLink } from "../ui/row-link.tsx";

interface Place {
  readonly membership: Membership;
  readonly team: Membership["teams"][number];
}

const columns: Column<Place>[] = [
  {
    key: "team",
    title: "Team",
    cell: ({ membership: { org, memberId }, team }) => (
      <RowLink
        to="/o/$org/t/$team/tokens"
        params={{ org: org.id, team: team.id }}
        search={{ createdBy: memberId }}
      >
        {org.name} / {team.name}
      </RowLink>
    ),
  },
  { key: "more", title: "Shows", cell: () => "the tokens that you have issued there" },
];

/** Tokens live in teams: this leads to one's own in each of them. */
export function OwnTokens() {
  const { memberships } = useAccount();
  const places = memberships.flatMap((membership) => membership.teams.map((team) => ({ membership, team })));
  return (
    <Panel title="Tokens that you have issued" flush>
      <DataTable
        label="Teams"
        columns={columns}
        rows={places}
        rowKey={({ membership, team }) => `${membership.org.id}/${team.id}`}
        empty={
          <EmptyState icon={IconKey} title="No team">
            Tokens are issued in teams, and you are in none.
          </EmptyState>
        }
      />
    </Panel>
  );
}
