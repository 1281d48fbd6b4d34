import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useWrite } from "../api/write.ts";
import { useRoleOperations } from "../roles/role-operations.ts";
import { Confirm } from "../ui/confirm.tsx";
import { countOf } from "../ui/count-of.ts";
import { memberName } from "./member-name.tsx";
import type { MemberRow } from "./member-operations.ts";

interface UngrantDialogProps {
  readonly member: Pick<MemberRow, "id" | "name" | "emails">;
  readonly role: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}

export function UngrantDialog({ member, role, onClose }: UngrantDialogProps) {
  const operations = useRoleOperations();
  const ungrant = useWrite((_: null, options) => operations.ungrant(role.id, member.id, options));
  async function confirm() {
    const answer = await ungrant.run(null);
    if (!answer) return;
    notifications.show({
      message: `Took ${role.name} from ${memberName(member)} and revoked ${countOf(answer.revokedTokens, "token")}.`,
    });
    onClose();
  }
  return (
    <Confirm
      title={`Take ${role.name} from ${memberName(member)}`}
      verb="Take away"
      pending={ungrant.pending}
      error={ungrant.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <Text fz={14}>
        They lose what it allows at once, and the tokens of their own that they made from it are revoked, for
        good. Tokens that belong to the team stay.
      </Text>
    </Confirm>
  );
}
