import { List, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { PER_PAGE_MAX } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { read } from "../api/read.ts";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { Confirm } from "../ui/confirm.tsx";
import { countOf } from "../ui/count-of.ts";
import type { ProjectRow } from "./project-columns.tsx";
import { projectsLink } from "./project-links.ts";

interface DeleteProjectProps {
  readonly project: Pick<ProjectRow, "id" | "name">;
  readonly onClose: () => void;
}

export function DeleteProject({ project, onClose }: DeleteProjectProps) {
  const place = useTeamPlace();
  const navigate = useNavigate();
  const params = { teamId: place.team, projectId: project.id };
  const remove = useWrite((_: null, options) =>
    place.client.deleteProject({ params, query: { delete_child_objects: "true" } }, options),
  );
  async function confirm() {
    const answer = await remove.run(null);
    if (!answer) return;
    const { deletedSecretGroups, editedRoles } = answer;
    notifications.show({
      message: `Deleted ${project.name}, ${countOf(deletedSecretGroups, "secret group")} with it, and took it out of ${countOf(editedRoles, "role")}.`,
    });
    onClose();
    void navigate(projectsLink(place));
  }
  return (
    <Confirm
      title={`Delete ${project.name}`}
      verb="Delete"
      typed={project.name}
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <Text fz={14}>This cannot be undone. With it go:</Text>
      <GoesAlong projectId={project.id} />
    </Confirm>
  );
}

/** As far as this person may see it; the answer says it all. */
function GoesAlong({ projectId }: { readonly projectId: string }) {
  const { org, team, can } = useTeamPlace();
  const query = { per_page: PER_PAGE_MAX };
  const groups = useQuery({
    ...read(org, "listSecretGroups", { params: { teamId: team, projectId }, query }),
    enabled: can("project:secrets:secret-groups:list") || can("project:secrets:config-groups:list"),
  });
  const roles = useQuery({
    ...read(org, "listRoles", { params: { teamId: team }, query }),
    enabled: can("team:admin:roles:read"),
  });
  const names = groups.data?.secrets.map(({ name }) => name);
  const listing = roles.data?.roles.filter(({ restrictions }) => restrictions.projects.includes(projectId));
  return (
    <List fz={14} mt={6} spacing={4}>
      <List.Item>
        {names === undefined || names.length > 0
          ? `All its secret groups with their values${names ? `: ${names.join(", ")}` : ""}`
          : "No secret groups: it has none"}
      </List.Item>
      <List.Item>
        {listing === undefined || listing.length > 0
          ? `Its place in the restriction of roles${listing ? `: ${listing.map(({ name }) => name).join(", ")}` : ""}. Those that list nothing else then reach nothing`
          : "No restriction lists it"}
      </List.Item>
    </List>
  );
}
