import { Button, Menu, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCopy, IconPlus, IconShieldLock, IconTrash } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { type OrgPlace, usePlace } from "../app/place.ts";
import { roleLink } from "../tokens/token-links.ts";
import type { Column } from "../ui/column.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { RowMenu } from "../ui/row-menu.tsx";
import { compact } from "../ui/search-state.ts";
import { CreateRoleDialog } from "./create-role-dialog.tsx";
import { DeleteRoleDialog } from "./delete-role-dialog.tsx";
import { isBuiltIn, RoleKind } from "./role-kind.tsx";
import { ROLES_PER_PAGE, type RoleRow, useMayManageRoles, useRoleOperations } from "./role-operations.ts";
import { RoleReachChips } from "./role-reach-chips.tsx";

export function RoleListPage() {
  const { team } = usePlace();
  const mayManage = useMayManageRoles();
  const [creating, setCreating] = useState(false);
  const create = mayManage && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      Create a role
    </Button>
  );
  return (
    <>
      <PageHeader title={team === undefined ? "Organization roles" : "Roles"} actions={create}>
        Named sets of permissions. Members hold them, tokens are made from them; an edit acts on both at once.
      </PageHeader>
      <RoleTable />
      {creating && <CreateRoleDialog onClose={() => setCreating(false)} />}
    </>
  );
}

function RoleTable() {
  const place = usePlace();
  const mayManage = useMayManageRoles();
  const { page = 1 } = useSearch({ strict: false });
  const navigate = useNavigate();
  const [copied, setCopied] = useState<RoleRow>();
  const [deleted, setDeleted] = useState<RoleRow>();
  const { data, error, refetch } = useQuery(useRoleOperations().list({ page, per_page: ROLES_PER_PAGE }));
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  const columns = roleColumns(place);
  if (mayManage) columns.push(menuColumn(setCopied, setDeleted));
  return (
    <Panel flush>
      <DataTable
        label="Roles"
        columns={columns}
        rows={data?.roles}
        expected={4}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={IconShieldLock} title="No roles">
            A role says what its tokens and members may do.
          </EmptyState>
        }
      />
      <Pager
        page={page}
        perPage={ROLES_PER_PAGE}
        count={data?.pagination.count ?? 0}
        hasNextPage={data?.pagination.hasNextPage ?? false}
        onPage={(next) =>
          void navigate({ to: ".", search: compact({ page: next > 1 ? next : undefined }) as never })
        }
      />
      {copied && <CreateRoleDialog copyOf={copied} onClose={() => setCopied(undefined)} />}
      {deleted && (
        <DeleteRoleDialog
          role={deleted}
          onDeleted={() => setDeleted(undefined)}
          onClose={() => setDeleted(undefined)}
        />
      )}
    </Panel>
  );
}

function roleColumns(place: OrgPlace): Column<RoleRow>[] {
  return [
    {
      key: "name",
      title: "Name",
      cell: (role) => (
        <>
          <RowLink {...roleLink(place, role.id)}>
            <bdi>{role.name}</bdi>
          </RowLink>{" "}
          <RoleKind kind={role.kind} />
          {role.description && (
            <Text fz={12} c="dimmed" lineClamp={1} maw="48ch">
              {role.description}
            </Text>
          )}
        </>
      ),
    },
    {
      key: "reach",
      title: "Reaches",
      cell: ({ restrictions }) => <RoleReachChips restrictions={restrictions} />,
    },
    { key: "members", title: "Members", align: "right", width: 100, cell: ({ members }) => members },
    {
      key: "tokens",
      title: "Tokens",
      align: "right",
      width: 100,
      cell: ({ tokens }) => tokens,
    },
  ];
}

function menuColumn(onCopy: (role: RoleRow) => void, onDelete: (role: RoleRow) => void): Column<RoleRow> {
  return {
    key: "menu",
    title: "Actions",
    hiddenTitle: true,
    width: 44,
    cell: (role) => (
      <RowMenu label={`Actions for ${role.name}`}>
        <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => onCopy(role)}>
          Duplicate
        </Menu.Item>
        {!isBuiltIn(role) && (
          <Menu.Item
            leftSection={<IconTrash size={15} />}
            color="var(--kw-bad)"
            onClick={() => onDelete(role)}
          >
            Delete
          </Menu.Item>
        )}
      </RowMenu>
    ),
  };
}
