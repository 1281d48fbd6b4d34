import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { Confirm } from "../ui/confirm.tsx";
import type { Sync } from "./sync.ts";
import { syncsLink } from "./sync-links.ts";

interface DeleteSyncDialogProps {
  readonly sync: Sync;
  /** What the platform calls it. */
  readonly destination: string;
  readonly onClose: () => void;
}

export function DeleteSyncDialog({ sync, destination, onClose }: DeleteSyncDialogProps) {
  const place = useTeamPlace();
  const navigate = useNavigate();
  const params = { teamId: place.team, syncId: sync.id };
  const remove = useWrite((_: null, options) => place.client.deleteSync({ params }, options));
  async function confirm() {
    if (!(await remove.run(null))) return;
    notifications.show({ message: `Deleted ${sync.name}.` });
    void navigate({ ...syncsLink(place), replace: true });
  }
  return (
    <Confirm
      title={`Delete ${sync.name}`}
      verb="Delete"
      typed={sync.name}
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      Changes of {sync.source.name} are no longer delivered, and the history goes. What has been delivered to{" "}
      {destination} stays there: remove it first if it should not. This cannot be undone.
    </Confirm>
  );
}
