import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import type { ProjectRow } from "./project-columns.tsx";
import { ProjectForm, type ProjectFields } from "./project-form.tsx";
import { projectLink } from "./project-links.ts";

export function CreateProject({ onClose }: { readonly onClose: () => void }) {
  const place = useTeamPlace();
  const navigate = useNavigate();
  const create = useWrite((body: ProjectFields, options) =>
    place.client.createProject({ params: { teamId: place.team }, body }, options),
  );
  async function save(fields: ProjectFields) {
    const project = await create.run(fields);
    if (project) void navigate(projectLink(place, project.id));
  }
  return (
    <ProjectForm
      title="Create a project"
      verb="Create"
      write={create}
      onSave={(fields) => void save(fields)}
      onClose={onClose}
    />
  );
}

interface EditProjectProps {
  readonly project: ProjectRow;
  readonly onClose: () => void;
}

export function EditProject({ project, onClose }: EditProjectProps) {
  const { client, team } = useTeamPlace();
  const edit = useWrite((body: ProjectFields, options) =>
    client.patchProject({ params: { teamId: team, projectId: project.id }, body }, options),
  );
  async function save(fields: ProjectFields) {
    if (!(await edit.run(fields))) return;
    notifications.show({ message: `Saved ${fields.name}.` });
    onClose();
  }
  return (
    <ProjectForm
      title={`Edit ${project.name}`}
      verb="Save"
      project={project}
      write={edit}
      onSave={(fields) => void save(fields)}
      onClose={onClose}
    />
  );
}
