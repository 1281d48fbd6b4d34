import { Group, Menu, Text } from "@mantine/core";
import { IconBan, IconRefresh } from "@tabler/icons-react";
import type { OrgPlace } from "../app/place.ts";
import { Chips } from "../ui/chips.tsx";
import type { Column } from "../ui/column.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { RowMenu } from "../ui/row-menu.tsx";
import { ExposureChip } from "./exposure-chip.tsx";
import { narrowingWords } from "./narrowing-words.ts";
import { tokenLink } from "./token-links.ts";
import type { TokenRow, useTokenPermission } from "./token-operations.ts";
import { TokenStanding } from "./token-status.tsx";

interface Deeds {
  readonly may: ReturnType<typeof useTokenPermission>;
  readonly onRevoke: (token: TokenRow) => void;
  readonly onRotate: (token: TokenRow) => void;
}

export function tokenColumns(place: OrgPlace, deeds: Deeds): Column<TokenRow>[] {
  return [
    { key: "name", title: "Name", sortBy: "name", cell: (token) => <NameCell place={place} token={token} /> },
    { key: "role", title: "Role", cell: (token) => <RoleCell token={token} /> },
    { key: "owner", title: "Owner", cell: ({ owner }) => owner },
    { key: "creator", title: "Created by", cell: ({ creator }) => creator.name },
    {
      key: "created",
      title: "Created",
      sortBy: "createdAt",
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      key: "used",
      title: "Last used",
      sortBy: "lastUsedAt",
      cell: ({ lastUsedAt }) => <RelativeTime at={lastUsedAt} />,
    },
    {
      key: "expires",
      title: "Expires",
      sortBy: "expiresAt",
      cell: ({ expiresAt }) => <RelativeTime at={expiresAt} />,
    },
    { key: "status", title: "Status", cell: (token) => <TokenStanding token={token} /> },
    {
      key: "menu",
      title: "Actions",
      hiddenTitle: true,
      width: 44,
      cell: (token) => <DeedsMenu token={token} {...deeds} />,
    },
  ];
}

interface NameCellProps {
  readonly place: Pick<OrgPlace, "org" | "team">;
  readonly token: TokenRow;
}

export function NameCell({ place, token }: NameCellProps) {
  return (
    <>
      <Group gap={6}>
        <RowLink {...tokenLink(place, token.id)}>
          <bdi>{token.name}</bdi>
        </RowLink>
        <ExposureChip token={token} />
      </Group>
      {token.description && (
        <Text fz={12} c="dimmed" lineClamp={1} maw="36ch">
          {token.description}
        </Text>
      )}
    </>
  );
}

export function RoleCell({ token }: { readonly token: TokenRow }) {
  const words = narrowingWords(token.narrowing);
  return (
    <>
      <bdi>{token.role.name}</bdi>
      {words.length > 0 && (
        <div>
          <Chips names={words} />
        </div>
      )}
    </>
  );
}

export function DeedsMenu({ token, may, onRevoke, onRotate }: Deeds & { readonly token: TokenRow }) {
  const mayRotate = may("create", token);
  const mayRevoke = may("delete", token);
  if (!token.active || !(mayRotate || mayRevoke)) return null;
  return (
    <RowMenu label={`Actions for ${token.name}`}>
      {mayRotate && (
        <Menu.Item leftSection={<IconRefresh size={15} />} onClick={() => onRotate(token)}>
          Rotate
        </Menu.Item>
      )}
      {mayRevoke && (
        <Menu.Item leftSection={<IconBan size={15} />} color="var(--kw-bad)" onClick={() => onRevoke(token)}>
          Revoke
        </Menu.Item>
      )}
    </RowMenu>
  );
}
