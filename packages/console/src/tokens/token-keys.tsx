import { Button, Group, Menu, Skeleton, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { IconKeyOff, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { usePlace } from "../app/place.ts";
import { SyncsPanel } from "../secret-syncs/syncs-panel.tsx";
import type { Column } from "../ui/column.ts";
import { Confirm } from "../ui/confirm.tsx";
import { CopyButton } from "../ui/copy-field.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { RowMenu } from "../ui/row-menu.tsx";
import { Status } from "../ui/status.tsx";
import { KeyTimeline } from "./key-timeline.tsx";
import { RotateDialog } from "./rotate-dialog.tsx";
import { RotationPanel } from "./rotation-panel.tsx";
import { type KeyRow, type TokenRow, useTokenOperations, useTokenPermission } from "./token-operations.ts";

export function TokenKeys({ token }: { readonly token: TokenRow }) {
  const operations = useTokenOperations();
  const may = useTokenPermission();
  const { team } = usePlace();
  const [rotating, setRotating] = useState(false);
  const [deleted, setDeleted] = useState<KeyRow>();
  const { data, error, refetch } = useQuery(operations.keys(token.id));
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text fz={14} c="dimmed">
          Each key is one value. Rotating makes a new one, and gives the others an end.
        </Text>
        {token.active && may("create", token) && (
          <Button size="xs" variant="default" onClick={() => setRotating(true)}>
            Rotate
          </Button>
        )}
      </Group>
      {team !== undefined && <RotationPanel token={token} />}
      <Panel title="When which key works">
        {data ? <KeyTimeline keys={data.keys} /> : <Skeleton height={72} />}
      </Panel>
      <Panel flush>
        <DataTable
          label="Keys"
          columns={keyColumns(token.active && may("delete", token) ? setDeleted : undefined)}
          rows={data?.keys}
          expected={2}
          rowKey={({ id }) => id}
          empty={
            <EmptyState icon={IconKeyOff} title="No keys">
              All keys of this token have been deleted. Rotate it to get a new one.
            </EmptyState>
          }
        />
      </Panel>
      {team !== undefined && (
        <SyncsPanel
          title="Delivered by"
          filter={{ tokenId: token.id }}
          none={["No sync delivers it", "A sync takes its newest key to where it is used."]}
        />
      )}
      {rotating && <RotateDialog token={token} onClose={() => setRotating(false)} />}
      {deleted && <DeleteKey token={token} keyRow={deleted} onClose={() => setDeleted(undefined)} />}
    </Stack>
  );
}

function keyColumns(onDelete: ((key: KeyRow) => void) | undefined): Column<KeyRow>[] {
  const columns: Column<KeyRow>[] = [
    { key: "id", title: "Key", cell: ({ id }) => <code>{id}</code> },
    { key: "issued", title: "Issued", cell: ({ issuedAt }) => <RelativeTime at={issuedAt} /> },
    { key: "expires", title: "Ends", cell: ({ expiresAt }) => <RelativeTime at={expiresAt} /> },
    { key: "used", title: "Last used", cell: ({ lastUsedAt }) => <RelativeTime at={lastUsedAt} /> },
    {
      key: "status",
      title: "Status",
      cell: ({ active }) => <Status tone={active ? "good" : "idle"}>{active ? "works" : "ended"}</Status>,
    },
    {
      key: "menu",
      title: "Actions",
      hiddenTitle: true,
      cell: (key) => (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {key.token !== undefined && <CopyButton label="Copy value" value={key.token} />}
          {key.active && onDelete && (
            <RowMenu label={`Actions for ${key.id}`}>
              <Menu.Item
                leftSection={<IconTrash size={15} />}
                color="var(--kw-bad)"
                onClick={() => onDelete(key)}
              >
                Delete
              </Menu.Item>
            </RowMenu>
          )}
        </Group>
      ),
    },
  ];
  return columns;
}

interface DeleteKeyProps {
  readonly token: TokenRow;
  readonly keyRow: KeyRow;
  readonly onClose: () => void;
}

function DeleteKey({ token, keyRow, onClose }: DeleteKeyProps) {
  const operations = useTokenOperations();
  const remove = useWrite((_: null, options) => operations.deleteKey(token.id, keyRow.id, options));
  async function confirm() {
    if (!(await remove.run(null))) return;
    notifications.show({ message: "Deleted the key." });
    onClose();
  }
  return (
    <Confirm
      title="Delete this key"
      verb="Delete"
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      Whoever uses it is refused within a second; other keys of {token.name} go on working. It was last used{" "}
      <RelativeTime at={keyRow.lastUsedAt} />. This cannot be undone.
    </Confirm>
  );
}
