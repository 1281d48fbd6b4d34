import { notifications } from "@mantine/notifications";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { Confirm } from "../ui/confirm.tsx";
import { countOf } from "../ui/count-of.ts";
import type { TrustRule } from "./trust-rule.ts";

interface DeleteTrustRuleDialogProps {
  readonly rule: TrustRule;
  readonly onDeleted: () => void;
  readonly onClose: () => void;
}

export function DeleteTrustRuleDialog({ rule, onDeleted, onClose }: DeleteTrustRuleDialogProps) {
  const { team, client } = useTeamPlace();
  const remove = useWrite((_: null, options) =>
    client.deleteTrustRule({ params: { teamId: team, trustRuleId: rule.id } }, options),
  );
  async function confirm() {
    const answer = await remove.run(null);
    if (!answer) return;
    notifications.show({
      message: `Deleted ${rule.name} and revoked ${countOf(answer.revokedTokens, "token")}.`,
    });
    onDeleted();
  }
  return (
    <Confirm
      title={`Delete ${rule.name}`}
      verb="Delete"
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      Jobs that log in with it are refused from now on, and the tokens that it has issued stop working
      everywhere within a second. This cannot be undone.
    </Confirm>
  );
}
