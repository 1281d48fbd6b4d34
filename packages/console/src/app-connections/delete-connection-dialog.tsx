import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { Confirm } from "../ui/confirm.tsx";
import { type AppConnection, titleOf } from "./app-connection.ts";
import { connectionsLink } from "./connection-links.ts";
import { useConnectableApps } from "./use-connectable-apps.ts";

interface DeleteConnectionDialogProps {
  readonly connection: AppConnection;
  readonly onClose: () => void;
}

export function DeleteConnectionDialog({ connection, onClose }: DeleteConnectionDialogProps) {
  const place = useTeamPlace();
  const navigate = useNavigate();
  const title = titleOf(useConnectableApps().data?.apps, connection.app);
  const params = { teamId: place.team, connectionId: connection.id };
  const remove = useWrite((_: null, options) => place.client.deleteAppConnection({ params }, options));
  async function confirm() {
    if (!(await remove.run(null))) return;
    notifications.show({ message: `Deleted ${connection.name} and its credentials.` });
    void navigate({ ...connectionsLink(place), replace: true });
  }
  return (
    <Confirm
      title={`Delete ${connection.name}`}
      verb="Delete"
      typed={connection.name}
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      Its credentials are deleted here, and nothing is delivered with them any more. On {title} they go on
      working until they are revoked there. This cannot be undone.
    </Confirm>
  );
}
