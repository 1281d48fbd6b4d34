import { Anchor, Button, Code, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { read } from "../api/read.ts";
import { PageFailure } from "../app/page-failure.tsx";
import { useTeamPlace } from "../app/place.ts";
import { SecretGroupTable } from "../secret-groups/secret-group-table.tsx";
import { Chips } from "../ui/chips.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { DeleteProject } from "./delete-project.tsx";
import type { ProjectRow } from "./project-columns.tsx";
import { EditProject } from "./project-dialogs.tsx";
import { projectsLink } from "./project-links.ts";

export function ProjectPage() {
  const { projectId = "" } = useParams({ strict: false });
  const { org, team } = useTeamPlace();
  const { data, error, refetch } = useQuery(read(org, "getProject", { params: { teamId: team, projectId } }));
  if (error && !data) return <PageFailure error={error} reset={() => void refetch()} />;
  return (
    <>
      <ProjectHeader project={data} />
      {data ? <SecretGroupTable project={data} /> : <Skeleton height={280} />}
    </>
  );
}

function ProjectHeader({ project }: { readonly project: ProjectRow | undefined }) {
  const place = useTeamPlace();
  const [dialog, setDialog] = useState<"edit" | "delete">();
  const close = () => setDialog(undefined);
  const back = (
    <Anchor fz={13} renderRoot={(props) => <Link {...props} {...projectsLink(place)} />}>
      Projects
    </Anchor>
  );
  if (!project) return <PageHeader title="Project" back={back} />;
  const actions = (
    <>
      {place.can("project:projects:manage:update") && (
        <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setDialog("edit")}>
          Edit
        </Button>
      )}
      {place.can("project:projects:manage:delete") && (
        <Button variant="default" leftSection={<IconTrash size={16} />} onClick={() => setDialog("delete")}>
          Delete
        </Button>
      )}
    </>
  );
  return (
    <PageHeader title={project.name} back={back} aside={<Code>{project.id}</Code>} actions={actions}>
      {project.description && <Text fz={14}>{project.description}</Text>}
      {project.environments.length > 0 ? (
        <>
          Environments: <Chips names={project.environments} />
        </>
      ) : (
        "No environments: roles reach it as a whole, or not at all."
      )}
      {dialog === "edit" && <EditProject project={project} onClose={close} />}
      {dialog === "delete" && <DeleteProject project={project} onClose={close} />}
    </PageHeader>
  );
}
