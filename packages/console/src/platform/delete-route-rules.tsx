import { notifications } from "@mantine/notifications";
import { useWrite } from "../api/write.ts";
import { Confirm } from "../ui/confirm.tsx";
import { useOperator } from "./operator.ts";

interface DeleteRouteRulesProps {
  readonly count: number;
  readonly onClose: () => void;
}

export function DeleteRouteRules({ count, onClose }: DeleteRouteRulesProps) {
  const { client } = useOperator();
  const remove = useWrite((_: null, options) => client.deleteRouteRules({}, options));
  async function confirm() {
    const answer = await remove.run(null);
    if (!answer) return;
    notifications.show({ message: `Deleted ${answer.deletedRules} route rules.` });
    onClose();
  }
  return (
    <Confirm
      title={`Delete ${count} route rules`}
      verb="Delete"
      typed="route rules"
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      Gateways that rely on them let nothing pass any more, until rules are uploaded again.
    </Confirm>
  );
}
