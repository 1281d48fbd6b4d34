import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconUserPlus, IconUsers } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { usePlace } from "../app/place.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Pager } from "../ui/pager.tsx";
import { Panel } from "../ui/panel.tsx";
import { compact } from "../ui/search-state.ts";
import { InviteAgainDialog } from "./invite-again-dialog.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { memberColumns, type MemberDialog } from "./member-columns.tsx";
import { type MemberRow, MEMBERS_PER_PAGE, useMemberOperations } from "./member-operations.ts";
import { MemberRolesDialog } from "./member-roles-dialog.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";

export function MemberListPage() {
  const { team } = usePlace();
  const { mayManage } = useMemberOperations();
  const [inviting, setInviting] = useState(false);
  const invite = mayManage && (
    <Button leftSection={<IconUserPlus size={16} />} onClick={() => setInviting(true)}>
      Invite a member
    </Button>
  );
  return (
    <>
      <PageHeader title={team === undefined ? "Organization members" : "Members"} actions={invite}>
        {team === undefined
          ? "Everyone in the organization, with the roles they hold above all teams."
          : "People in this team, with the roles they hold here."}
      </PageHeader>
      <MemberTable />
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  );
}

const DIALOGS = {
  roles: MemberRolesDialog,
  again: InviteAgainDialog,
  remove: RemoveDialog,
} as const satisfies Record<MemberDialog, unknown>;

function MemberTable() {
  const place = usePlace();
  const operations = useMemberOperations();
  const { page = 1 } = useSearch({ strict: false });
  const navigate = useNavigate();
  const [asked, setAsked] = useState<{ readonly dialog: MemberDialog; readonly member: MemberRow }>();
  const { data, error, refetch } = useQuery(operations.list({ page, per_page: MEMBERS_PER_PAGE }));
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  const Dialog = asked && DIALOGS[asked.dialog];
  return (
    <Panel flush>
      <DataTable
        label="Members"
        columns={memberColumns(place, (dialog, member) => setAsked({ dialog, member }))}
        rows={data?.members}
        expected={4}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={IconUsers} title="No members">
            Members sign in, hold roles, and issue tokens of their own.
          </EmptyState>
        }
      />
      <Pager
        page={page}
        perPage={MEMBERS_PER_PAGE}
        count={data?.pagination.count ?? 0}
        hasNextPage={data?.pagination.hasNextPage ?? false}
        onPage={(next) =>
          void navigate({ to: ".", search: compact({ page: next > 1 ? next : undefined }) as never })
        }
      />
      {Dialog && <Dialog member={asked.member} onClose={() => setAsked(undefined)} />}
    </Panel>
  );
}
