import type { Membership } from "../api/account.ts";
import { useAccount } from "../app/place.ts";
import { Chip, Chips } from "../ui/chips.tsx";
import type { Column } from "../ui/column.ts";
import { DataTable } from "../ui/data-table.tsx";
import { Panel } from "../ui/panel.tsx";
import { RowLink } from "../ui/row-link.tsx";

interface Place {
  readonly key: string;
  readonly org: Membership["org"];
  readonly team?: { readonly id: string; readonly name: string; readonly restricted: boolean };
  readonly roles: readonly string[];
}

const columns: Column<Place>[] = [
  {
    key: "place",
    title: "Where",
    cell: ({ org, team }) =>
      team ? (
        <RowLink to="/o/$org/t/$team" params={{ org: org.id, team: team.id }}>
          {org.name} / {team.name}
        </RowLink>
      ) : (
        <RowLink to="/o/$org" params={{ org: org.id }}>
          {org.name}
        </RowLink>
      ),
  },
  {
    key: "roles",
    title: "Roles",
    cell: ({ roles }) => (roles.length === 0 ? "none of its own" : <Chips names={roles} />),
  },
  {
    key: "reach",
    title: "Reaches",
    cell: ({ team }) => (team?.restricted ? <Chip>only some projects</Chip> : "everything"),
  },
];

/** Where they are a member, with the roles they hold there. */
export function Memberships() {
  const { memberships } = useAccount();
  return (
    <Panel title="Where you are a member" flush>
      <DataTable
        label="Memberships"
        columns={columns}
        rows={memberships.flatMap(placesOf)}
        rowKey={({ key }) => key}
        empty={null}
      />
    </Panel>
  );
}

function placesOf({ org, roles, teams }: Membership): Place[] {
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
  return [
    { key: org.id, org, roles: names(roles) },
    ...teams.map((team) => ({ key: `${org.id}/${team.id}`, org, team, roles: names(team.roles) })),
  ];
}
