import { Menu, Text } from "@mantine/core";
import { IconBan, IconRefresh } from "@tabler/icons-react";
import { type ConnectableApp, titleOf } from "../app-connections/app-connection.ts";
import type { TeamPlace } from "../app/place.ts";
import type { Column } from "../ui/column.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { RowMenu } from "../ui/row-menu.tsx";
import { ExternalStatus } from "./external-status.tsx";
import { type ExternalToken, isAccepted } from "./external-token.ts";
import { externalTokenLink } from "./external-token-links.ts";

interface Deeds {
  /** Absent for those who may not. */
  readonly onRevoke: ((token: ExternalToken) => void) | undefined;
  readonly onRotate: ((token: ExternalToken) => void) | undefined;
}

export function externalColumns(
  place: TeamPlace,
  apps: readonly ConnectableApp[] | undefined,
  deeds: Deeds,
): Column<ExternalToken>[] {
  const columns: Column<ExternalToken>[] = [
    { key: "name", title: "Name", cell: (token) => <NameCell place={place} token={token} /> },
    { key: "platform", title: "Platform", cell: (token) => <PlatformCell token={token} apps={apps} /> },
    {
      key: "connection",
      title: "Connection",
      cell: ({ connection }) => <bdi>{connection?.name ?? "deleted"}</bdi>,
    },
    { key: "creator", title: "Created by", cell: ({ creator }) => <bdi>{creator.name}</bdi> },
    { key: "created", title: "Created", cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
    { key: "expires", title: "Expires", cell: ({ expiresAt }) => <RelativeTime at={expiresAt} /> },
    { key: "status", title: "Status", cell: (token) => <ExternalStatus token={token} /> },
  ];
  if (deeds.onRevoke || deeds.onRotate) {
    columns.push({
      key: "menu",
      title: "Actions",
      hiddenTitle: true,
      width: 44,
      cell: (token) => deedsMenu(token, deeds),
    });
  }
  return columns;
}

function NameCell({ place, token }: { readonly place: TeamPlace; readonly token: ExternalToken }) {
  return (
    <>
      <RowLink {...externalTokenLink(place, token.id)}>
        <bdi>{token.name}</bdi>
      </RowLink>
      {token.description && (
        <Text fz={12} c="dimmed" lineClamp={1} maw="36ch">
          <bdi>{token.description}</bdi>
        </Text>
      )}
    </>
  );
}

interface PlatformCellProps {
  readonly token: ExternalToken;
  readonly apps: readonly ConnectableApp[] | undefined;
}

function PlatformCell({ token, apps }: PlatformCellProps) {
  return (
    <>
      {titleOf(apps, token.app)}
      <Text fz={12} c="dimmed">
        <bdi>{token.summary}</bdi>
      </Text>
    </>
  );
}

function deedsMenu(token: ExternalToken, { onRevoke, onRotate }: Deeds) {
  if (!isAccepted(token)) return null;
  const isRevoked = token.revokedAt !== undefined;
  return (
    <RowMenu label={`Actions for ${token.name}`}>
      {onRotate && !isRevoked && (
        <Menu.Item leftSection={<IconRefresh size={15} />} onClick={() => onRotate(token)}>
          Rotate
        </Menu.Item>
      )}
      {onRevoke && (
        <Menu.Item leftSection={<IconBan size={15} />} color="var(--kw-bad)" onClick={() => onRevoke(token)}>
          {isRevoked ? "Revoke again" : "Revoke"}
        </Menu.Item>
      )}
    </RowMenu>
  );
}
