import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useWrite } from "../api/write.ts";
import { Confirm } from "../ui/confirm.tsx";
import { countOf } from "../ui/count-of.ts";
import { type RoleRow, useRoleOperations } from "./role-operations.ts";

interface DeleteRoleDialogProps {
  readonly role: RoleRow;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}

export function DeleteRoleDialog({ role, onDeleted, onClose }: DeleteRoleDialogProps) {
  const operations = useRoleOperations();
  const remove = useWrite((_: null, options) => operations.delete(role.id, options));
  const hurts = role.tokens + role.members > 0;
  async function confirm() {
    const answer = await remove.run(null);
    if (!answer) return;
    notifications.show({
      message: `Deleted ${role.name} and revoked ${countOf(answer.revokedTokens, "token")}.`,
    });
    onDeleted();
  }
  return (
    <Confirm
      title={`Delete ${role.name}`}
      verb="Delete"
      {...(hurts && { typed: role.name })}
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <Text fz={14}>
        {hurts
          ? `Revokes ${countOf(role.tokens, "active token")} everywhere within a second, and takes the role from ${countOf(role.members, "member")}.`
          : "No token and no member has it."}{" "}
        This cannot be undone.
      </Text>
    </Confirm>
  );
}
