import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { projectLink } from "../projects/project-links.ts";
import { Confirm } from "../ui/confirm.tsx";
import type { GroupRow } from "./secret-group-columns.tsx";

interface DeleteGroupProps {
  readonly group: GroupRow;
  readonly onClose: () => void;
}

export function DeleteGroup({ group, onClose }: DeleteGroupProps) {
  const place = useTeamPlace();
  const navigate = useNavigate();
  const params = { teamId: place.team, projectId: group.projectId, secretId: group.id };
  const remove = useWrite((_: null, options) => place.client.deleteSecretGroup({ params }, options));
  async function confirm() {
    if (!(await remove.run(null))) return;
    notifications.show({ message: `Deleted ${group.name}.` });
    onClose();
    void navigate(projectLink(place, group.projectId));
  }
  return (
    <Confirm
      title={`Delete ${group.name}`}
      verb="Delete"
      typed={group.name}
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      All its variables and files go with it. This cannot be undone.
    </Confirm>
  );
}
