import { Code, Menu, Text } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import type { Answer } from "../api/read.ts";
import type { TeamPlace } from "../app/place.ts";
import { Chips } from "../ui/chips.tsx";
import type { Column } from "../ui/column.ts";
import { RowLink } from "../ui/row-link.tsx";
import { RowMenu } from "../ui/row-menu.tsx";
import { projectLink } from "./project-links.ts";

export type ProjectRow = Answer<"listProjects">["projects"][number];

type OnDeed = (deed: "edit" | "delete", project: ProjectRow) => void;

export function projectColumns(place: TeamPlace, onDeed: OnDeed): Column<ProjectRow>[] {
  const mayEdit = place.can("project:projects:manage:update");
  const mayDelete = place.can("project:projects:manage:delete");
  const columns: Column<ProjectRow>[] = [
    {
      key: "name",
      title: "Name",
      cell: ({ id, name, description }) => (
        <>
          <RowLink {...projectLink(place, id)}>
            <bdi>{name}</bdi>
          </RowLink>
          {description && (
            <Text fz={12} c="dimmed" lineClamp={1} maw="60ch">
              {description}
            </Text>
          )}
        </>
      ),
    },
    { key: "id", title: "Id", cell: ({ id }) => <Code>{id}</Code> },
    {
      key: "environments",
      title: "Environments",
      cell: ({ environments }) => <Chips names={environments} />,
    },
  ];
  if (mayEdit || mayDelete) {
    columns.push({
      key: "menu",
      title: "Actions",
      hiddenTitle: true,
      width: 44,
      cell: (project) => (
        <RowMenu label={`Actions for ${project.name}`}>
          {mayEdit && (
            <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onDeed("edit", project)}>
              Edit
            </Menu.Item>
          )}
          {mayDelete && (
            <Menu.Item
              leftSection={<IconTrash size={15} />}
              color="var(--kw-bad)"
              onClick={() => onDeed("delete", project)}
            >
              Delete
            </Menu.Item>
          )}
        </RowMenu>
      ),
    });
  }
  return columns;
}
