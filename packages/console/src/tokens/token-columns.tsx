import { Menu, Text } from "@mantine/core";
import { IconBan, IconRefresh } from "@tabler/icons-react";
import type { OrgPlace } from "../app/place.ts";
import { Chips } from "../ui/chips.tsx";
import type { Column } from "../ui/column.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { RowMenu } from "../ui/row-menu.tsx";
import { narrowingWords } from "./narrowing-words.ts";
import { tokenLink } from "./token-links.ts";
import type { TokenRow } from "./token-operations.ts";
import { TokenStatus } from "./token-status.tsx";

interface Deeds {
  /** Absent for those who may not. */
  readonly onRevoke: ((token: TokenRow) => void) | undefined;
  readonly onRotate: ((token: TokenRow) => void) | undefined;
}

export function tokenColumns(place: OrgPlace, deeds: Deeds): Column<TokenRow>[] {
  const columns: Column<TokenRow>[] = [
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
    { key: "status", title: "Status", cell: (token) => <TokenStatus token={token} /> },
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

function NameCell({ place, token }: { readonly place: OrgPlace; readonly token: TokenRow }) {
  return (
    <>
      <RowLink {...tokenLink(place, token.id)}>
        <bdi>{token.name}</bdi>
      </RowLink>
      {token.description && (
        <Text fz={12} c="dimmed" lineClamp={1} maw="36ch">
          {token.description}
        </Text>
      )}
    </>
  );
}

function RoleCell({ token }: { readonly token: TokenRow }) {
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

function deedsMenu(token: TokenRow, { onRevoke, onRotate }: Deeds) {
  if (!token.active) return null;
  return (
    <RowMenu label={`Actions for ${token.name}`}>
      {onRotate && (
        <Menu.Item leftSection={<IconRefresh size={15} />} onClick={() => onRotate(token)}>
          Rotate
        </Menu.Item>
      )}
      {onRevoke && (
        <Menu.Item leftSection={<IconBan size={15} />} color="var(--kw-bad)" onClick={() => onRevoke(token)}>
          Revoke
        </Menu.Item>
      )}
    </RowMenu>
  );
}
