import { Menu, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconUserMinus, IconUsers } from "@tabler/icons-react";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { useMemberOperations } from "../members/member-operations.ts";
import { memberName, MemberName } from "../members/member-name.tsx";
import { UngrantDialog } from "../members/ungrant-dialog.tsx";
import type { Column } from "../ui/column.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { RowMenu } from "../ui/row-menu.tsx";
import {
  type Holder,
  ROLES_PER_PAGE,
  type RoleRow,
  useMayManageRoles,
  useRoleOperations,
} from "./role-operations.ts";

const nameColumn: Column<Holder> = {
  key: "name",
  title: "Name",
  cell: (member) => <MemberName member={member} />,
};

/** Who holds the role, with the way to give it and to take it away. */
export function RoleHolders({ role }: { readonly role: RoleRow }) {
  const mayManage = useMayManageRoles();
  const [page, setPage] = useState(1);
  const [removed, setRemoved] = useState<Holder>();
  const { data, error, refetch } = useQuery(useRoleOperations().holders(role.id, page));
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  const menu: Column<Holder> = {
    key: "menu",
    title: "Actions",
    hiddenTitle: true,
    width: 44,
    cell: (member) => (
      <RowMenu label={`Actions for ${memberName(member)}`}>
        <Menu.Item
          leftSection={<IconUserMinus size={15} />}
          color="var(--kw-bad)"
          onClick={() => setRemoved(member)}
        >
          Take the role away
        </Menu.Item>
      </RowMenu>
    ),
  };
  return (
    <Panel title="Members" flush actions={mayManage && <GiveRole role={role} />}>
      <DataTable
        label="Members who hold the role"
        columns={mayManage ? [nameColumn, menu] : [nameColumn]}
        rows={data?.members}
        expected={2}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={IconUsers} title="Nobody holds it">
            Tokens can still be made from it by whoever may do all that it allows.
          </EmptyState>
        }
      />
      <Pager
        page={page}
        perPage={ROLES_PER_PAGE}
        count={data?.pagination.count ?? 0}
        hasNextPage={data?.pagination.hasNextPage ?? false}
        onPage={setPage}
      />
      {removed && <UngrantDialog member={removed} role={role} onClose={() => setRemoved(undefined)} />}
    </Panel>
  );
}

function GiveRole({ role }: { readonly role: RoleRow }) {
  const operations = useRoleOperations();
  const members = useMemberOperations();
  const { data } = useQuery({ ...members.list({ per_page: 100 }), enabled: members.mayRead });
  const give = useWrite((memberId: string, options) => operations.grant(role.id, memberId, options));
  const others = data?.members.filter(({ roles }) => !roles.includes(role.id)) ?? [];
  if (others.length === 0) return null;
  return (
    <>
      <Select
        size="xs"
        aria-label="Give the role to a member"
        placeholder="Give it to…"
        searchable
        w={220}
        data={others.map((member) => ({ value: member.id, label: memberName(member) }))}
        value={null}
        disabled={give.pending}
        onChange={(memberId) => memberId && void give.run(memberId)}
      />
      <Failure error={give.error} />
    </>
  );
}
