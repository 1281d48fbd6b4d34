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
    const gone = [
      countOf(answer.deletedSecretGroups, "secret group"),
      countOf(answer.deletedAppConnections, "app connection"),
      countOf(answer.deletedSyncs, "sync"),
    ].join(", ");
    notifications.show({
      message: `Deleted ${project.name}, with it ${gone}, and took it out of ${countOf(answer.editedRoles, "role")}.`,
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
  const connections = useQuery({
    ...read(org, "listAppConnections", { params: { teamId: team }, query: { ...query, projectId } }),
    enabled: can("team:admin:app-connections:read"),
  });
  const syncs = useQuery({
    ...read(org, "listSyncs", { params: { teamId: team }, query: { ...query, projectId } }),
    enabled: can("team:admin:secret-syncs:read"),
  });
  const roles = useQuery({
    ...read(org, "listRoles", { params: { teamId: team }, query }),
    enabled: can("team:admin:roles:read"),
  });
  const listing = roles.data?.roles.filter(({ restrictions }) => restrictions.projects.includes(projectId));
  return (
    <List fz={14} mt={6} spacing={4}>
      <Going noun="secret groups" holding="values" all={groups.data?.secrets} />
      <Going noun="app connections" holding="credentials" all={connections.data?.appConnections} />
      <Going noun="syncs" holding="histories" all={syncs.data?.syncs} />
      <List.Item>
        {listing === undefined || listing.length > 0
          ? `Its place in the restriction of roles${listing ? `: ${listing.map(({ name }) => name).join(", ")}` : ""}. Those that list nothing else then reach nothing`
          : "No restriction lists it"}
      </List.Item>
    </List>
  );
}

interface GoingProps {
  readonly noun: string;
  /** What goes with each of them. */
  readonly holding: string;
  /** Undefined when this person may not see them. */
  readonly all: readonly { readonly name: string }[] | undefined;
}

function Going({ noun, holding, all }: GoingProps) {
  const names = all?.map(({ name }) => name).join(", ");
  return (
    <List.Item>
      {names === "" ? `No ${noun}: it has none` : `All its ${noun} with their ${holding}`}
      {names && `: ${names}`}
    </List.Item>
  );
}
