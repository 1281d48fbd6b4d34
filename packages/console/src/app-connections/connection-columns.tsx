import { Text } from "@mantine/core";
import type { TeamPlace } from "../app/place.ts";
import { Chip } from "../ui/chips.tsx";
import type { Column } from "../ui/column.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { type AppConnection, type ConnectableApp, titleOf } from "./app-connection.ts";
import { ConnectionHealth } from "./connection-health.tsx";
import { connectionLink } from "./connection-links.ts";

export function connectionColumns(
  place: TeamPlace,
  apps: readonly ConnectableApp[] | undefined,
): Column<AppConnection>[] {
  return [
    { key: "name", title: "Name", cell: (connection) => <NameCell place={place} connection={connection} /> },
    { key: "app", title: "Platform", cell: ({ app }) => titleOf(apps, app) },
    {
      key: "project",
      title: "Project",
      cell: ({ projectId }) => (projectId === undefined ? "whole\u00a0team" : <Chip>{projectId}</Chip>),
    },
    { key: "health", title: "Health", cell: ({ health }) => <HealthCell health={health} /> },
    { key: "used", title: "Last used", cell: ({ lastUsedAt }) => <RelativeTime at={lastUsedAt} /> },
    { key: "version", title: "Version", align: "right", cell: ({ version }) => version },
    { key: "creator", title: "Created by", cell: ({ creator }) => <bdi>{creator.name}</bdi> },
  ];
}

interface NameCellProps {
  readonly place: TeamPlace;
  readonly connection: AppConnection;
}

function NameCell({ place, connection: { id, name, description } }: NameCellProps) {
  return (
    <>
      <RowLink {...connectionLink(place, id)}>{name}</RowLink>
      {description && (
        <Text fz={12} c="dimmed" lineClamp={1} maw="36ch">
          <bdi>{description}</bdi>
        </Text>
      )}
    </>
  );
}

function HealthCell({ health: { status, message, checkedAt } }: Pick<AppConnection, "health">) {
  return (
    <>
      <ConnectionHealth status={status} />
      <Text component="div" fz={12} c="dimmed" maw="40ch">
        {message && <div>{message}</div>}
        checked <RelativeTime at={checkedAt} />
      </Text>
    </>
  );
}
