import { Code, Group, Menu } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import type { Answer } from "../api/read.ts";
import { Chip } from "../ui/chips.tsx";
import type { Column } from "../ui/column.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { RowMenu } from "../ui/row-menu.tsx";
import { Status } from "../ui/status.tsx";
import type { OrgDeed } from "./org-deed-dialog.tsx";

export type OrgRow = Answer<"listOrgs">["orgs"][number];

type Can = (permission: string) => boolean;
type OnDeed = (deed: OrgDeed) => void;

export function orgColumns(can: Can, onDeed: OnDeed): Column<OrgRow>[] {
  return [
    {
      key: "name",
      title: "Name",
      cell: ({ name, home }) => (
        <Group gap={8}>
          <bdi>{name}</bdi>
          {home && <Chip>your own</Chip>}
        </Group>
      ),
    },
    { key: "id", title: "Id", cell: ({ id }) => <Code>{id}</Code> },
    {
      key: "status",
      title: "Status",
      cell: ({ suspended }) =>
        suspended ? <Status tone="bad">suspended</Status> : <Status tone="good">active</Status>,
    },
    { key: "created", title: "Created", cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
    {
      key: "menu",
      title: "Actions",
      hiddenTitle: true,
      width: 44,
      cell: (org) => <OrgMenu org={org} can={can} onDeed={onDeed} />,
    },
  ];
}

interface OrgMenuProps {
  readonly org: OrgRow;
  readonly can: Can;
  readonly onDeed: OnDeed;
}

/** The operator's own organization can be neither suspended nor deleted. */
function OrgMenu({ org, can, onDeed }: OrgMenuProps) {
  const maySuspend = can("platform:admin:organizations:update");
  const mayDelete = can("platform:admin:organizations:delete");
  if (org.home || !(maySuspend || mayDelete)) return null;
  return (
    <RowMenu label={`Actions for ${org.name}`}>
      {maySuspend && org.suspended && (
        <Menu.Item leftSection={<IconPlayerPlay size={15} />} onClick={() => onDeed({ verb: "Resume", org })}>
          Resume
        </Menu.Item>
      )}
      {maySuspend && !org.suspended && (
        <Menu.Item
          leftSection={<IconPlayerPause size={15} />}
          onClick={() => onDeed({ verb: "Suspend", org })}
        >
          Suspend
        </Menu.Item>
      )}
      {mayDelete && (
        <Menu.Item
          leftSection={<IconTrash size={15} />}
          color="var(--kw-bad)"
          onClick={() => onDeed({ verb: "Delete", org })}
        >
          Delete
        </Menu.Item>
      )}
    </RowMenu>
  );
}
