import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useWrite } from "../api/write.ts";
import { usePlace } from "../app/place.ts";
import { Confirm } from "../ui/confirm.tsx";
import { countOf } from "../ui/count-of.ts";
import { memberName } from "./member-name.tsx";
import { type MemberRow, useMemberOperations } from "./member-operations.ts";

interface RemoveDialogProps {
  readonly member: MemberRow;
  readonly onClose: () => void;
}

export function RemoveDialog({ member, onClose }: RemoveDialogProps) {
  const { team } = usePlace();
  const operations = useMemberOperations();
  const remove = useWrite((_: null, options) => operations.remove(member.id, options));
  const name = memberName(member);
  async function confirm() {
    const answer = await remove.run(null);
    if (!answer) return;
    notifications.show({ message: `Removed ${name} and revoked ${countOf(answer.revokedTokens, "token")}.` });
    onClose();
  }
  return (
    <Confirm
      title={member.finalized ? `Remove ${name}` : `Withdraw the invitation of ${name}`}
      verb={member.finalized ? "Remove" : "Withdraw"}
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <Text fz={14}>
        {member.finalized ? removalWords(team === undefined) : "The link that was sent stops working."}
      </Text>
    </Confirm>
  );
}

function removalWords(isOrg: boolean): string {
  const place = isOrg ? "the organization and all its teams" : "the team";
  return `They lose all roles in ${place} at once. The tokens of their own there are revoked, for good; tokens that belong to a team stay.`;
}
