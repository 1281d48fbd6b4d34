import { Menu } from "@mantine/core";
import { IconMailForward, IconShieldLock, IconUserMinus } from "@tabler/icons-react";
import type { OrgPlace } from "../app/place.ts";
import { Chips } from "../ui/chips.tsx";
import type { Column } from "../ui/column.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { RowMenu } from "../ui/row-menu.tsx";
import { Status } from "../ui/status.tsx";
import { memberName, MemberName } from "./member-name.tsx";
import type { MemberRow } from "./member-operations.ts";

/** What can be done with one member. */
export type MemberDialog = "roles" | "again" | "remove";
type Open = (dialog: MemberDialog, member: MemberRow) => void;

export function memberColumns({ team, can }: OrgPlace, open: Open): Column<MemberRow>[] {
  const scope = team === undefined ? "org" : "team";
  const mayGrant = can(`${scope}:admin:roles:manage`) && can(`${scope}:admin:roles:read`);
  const mayManage = can(`${scope}:admin:members:manage`);
  const columns: Column<MemberRow>[] = [
    { key: "name", title: "Name", cell: (member) => <MemberName member={member} /> },
    {
      key: "roles",
      title: "Roles",
      cell: ({ roles }) => (roles.length === 0 ? "none" : <Chips names={roles} />),
    },
    {
      key: "status",
      title: "Status",
      width: 120,
      cell: ({ finalized }) => (
        <Status tone={finalized ? "good" : "warn"}>{finalized ? "joined" : "invited"}</Status>
      ),
    },
    {
      key: "since",
      title: "Since",
      width: 140,
      cell: ({ joinedAt, invitedAt }) => <RelativeTime at={joinedAt ?? invitedAt} />,
    },
  ];
  if (mayGrant || mayManage) {
    columns.push({
      key: "menu",
      title: "Actions",
      hiddenTitle: true,
      width: 44,
      cell: (member) => <MemberMenu member={member} {...{ mayGrant, mayManage, open }} />,
    });
  }
  return columns;
}

interface MemberMenuProps {
  readonly member: MemberRow;
  readonly mayGrant: boolean;
  readonly mayManage: boolean;
  readonly open: Open;
}

function MemberMenu({ member, mayGrant, mayManage, open }: MemberMenuProps) {
  return (
    <RowMenu label={`Actions for ${memberName(member)}`}>
      {mayGrant && (
        <Menu.Item leftSection={<IconShieldLock size={15} />} onClick={() => open("roles", member)}>
          Roles
        </Menu.Item>
      )}
      {mayManage && !member.finalized && (
        <Menu.Item leftSection={<IconMailForward size={15} />} onClick={() => open("again", member)}>
          Invite again
        </Menu.Item>
      )}
      {mayManage && (
        <Menu.Item
          leftSection={<IconUserMinus size={15} />}
          color="var(--kw-bad)"
          onClick={() => open("remove", member)}
        >
          {member.finalized ? "Remove" : "Withdraw"}
        </Menu.Item>
      )}
    </RowMenu>
  );
}
