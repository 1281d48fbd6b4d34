import { Text } from "@mantine/core";
import type { Answer } from "../api/read.ts";
import type { TeamPlace } from "../app/place.ts";
import { secretGroupLink } from "../projects/project-links.ts";
import { Chip, Chips } from "../ui/chips.tsx";
import type { Column } from "../ui/column.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { USES } from "./group-words.ts";

export type GroupRow = Answer<"listSecretGroups">["secrets"][number];

export function groupColumns(place: TeamPlace): Column<GroupRow>[] {
  return [
    {
      key: "name",
      title: "Name",
      cell: ({ id, projectId, name, description }) => (
        <>
          <RowLink {...secretGroupLink(place, projectId, id)}>
            <bdi>{name}</bdi>
          </RowLink>
          {description && (
            <Text fz={12} c="dimmed" lineClamp={1} maw="48ch">
              {description}
            </Text>
          )}
        </>
      ),
    },
    { key: "type", title: "Type", cell: ({ type }) => <Chip>{type}</Chip> },
    {
      key: "environment",
      title: "Environment",
      cell: ({ environment }) => (environment === undefined ? "all" : <Chip>{environment}</Chip>),
    },
    { key: "use", title: "Used", cell: ({ secretType }) => USES[secretType] },
    { key: "priority", title: "Priority", align: "right", cell: ({ priority }) => priority },
    { key: "tags", title: "Tags", cell: ({ tags }) => <Chips names={tags} /> },
    { key: "updated", title: "Edited", cell: ({ updatedAt }) => <RelativeTime at={updatedAt} /> },
  ];
}
