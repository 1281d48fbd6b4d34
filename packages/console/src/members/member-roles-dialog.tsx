import { Button, Group, Modal, Select, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { type RoleRow, useRoleOperations } from "../roles/role-operations.ts";
import { Failure } from "../ui/failure.tsx";
import { memberName } from "./member-name.tsx";
import { type MemberRow, useMemberOperations } from "./member-operations.ts";
import { UngrantDialog } from "./ungrant-dialog.tsx";

interface MemberRolesDialogProps {
  readonly member: MemberRow;
  readonly onClose: () => void;
}

/** Every change acts at once; taking away says first what it ends. */
export function MemberRolesDialog({ member: opened, onClose }: MemberRolesDialogProps) {
  const operations = useRoleOperations();
  const member = useMemberNow(opened);
  const { data, error, refetch } = useQuery(operations.list({ per_page: 100 }));
  const [taken, setTaken] = useState<RoleRow>();
  if (taken) return <UngrantDialog member={member} role={taken} onClose={() => setTaken(undefined)} />;
  const held = data?.roles.filter(({ id }) => member.roles.includes(id));
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Roles of ${memberName(member)}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="md">
        <Failure error={error} retry={() => void refetch()} />
        {!data && !error && <Skeleton height={120} />}
        {held?.length === 0 && <Text fz={14}>They hold no role here, and so may do nothing.</Text>}
        {held?.map((role) => (
          <Group key={role.id} justify="space-between" wrap="nowrap">
            <div>
              <Text fz={14} fw={500}>
                {role.name}
              </Text>
              <Text fz={12} c="dimmed">
                {role.description}
              </Text>
            </div>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Take away ${role.name}`}
              onClick={() => setTaken(role)}
            >
              Take away
            </Button>
          </Group>
        ))}
        {data && <GiveAnother member={member} roles={data.roles} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Done
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface GiveAnotherProps {
  readonly member: MemberRow;
  readonly roles: readonly RoleRow[];
}

function GiveAnother({ member, roles }: GiveAnotherProps) {
  const operations = useRoleOperations();
  const give = useWrite((roleId: string, options) => operations.grant(roleId, member.id, options));
  const others = roles.filter(({ id }) => !member.roles.includes(id));
  if (others.length === 0) return null;
  return (
    <>
      <Select
        label="Give another role"
        placeholder="Choose a role"
        searchable
        data={others.map(({ id, name }) => ({ value: id, label: name }))}
        value={null}
        disabled={give.pending}
        onChange={(roleId) => roleId && void give.run(roleId)}
      />
      <Failure error={give.error} />
    </>
  );
}

/** As they are now: read anew after every change. */
function useMemberNow(member: MemberRow): MemberRow {
  const { data } = useQuery(useMemberOperations().one(member.id));
  return data ?? member;
}
