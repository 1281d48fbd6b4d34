import { Button, Menu } from "@mantine/core";
import { IconFingerprint, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { auth } from "../api/auth-client.ts";
import { useAttempt } from "../sign-in/attempt.ts";
import { SignInFailure } from "../sign-in/sign-in-failure.tsx";
import type { Column } from "../ui/column.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { RowMenu } from "../ui/row-menu.tsx";
import { deviceWords } from "./device-words.ts";
import { PasskeyNameDialog } from "./passkey-name-dialog.tsx";
import { useLoaded } from "./use-loaded.ts";

export interface PasskeyRow {
  readonly id: string;
  readonly name?: string | undefined;
  readonly createdAt: Date;
}

const nameOf = ({ name }: PasskeyRow) => name || "Passkey";

/** Instead of a password: a key in this device, a phone or a security key. */
export function Passkeys() {
  const { data, failure, reload } = useLoaded(() => auth.passkey.listUserPasskeys());
  const [renamed, setRenamed] = useState<PasskeyRow>();
  const attempt = useAttempt();
  async function add() {
    const name = deviceWords(navigator.userAgent);
    if (await attempt.run("add", () => auth.passkey.addPasskey({ name }))) await reload();
  }
  async function remove({ id }: PasskeyRow) {
    if (await attempt.run("remove", () => auth.passkey.deletePasskey({ id }))) await reload();
  }
  const addButton = (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlus size={14} />}
      loading={attempt.pending === "add"}
      onClick={() => void add()}
    >
      Add a passkey
    </Button>
  );
  const columns = passkeyColumns(setRenamed, (row) => void remove(row));
  return (
    <Panel title="Passkeys" flush actions={addButton}>
      <SignInFailure failure={attempt.failure ?? failure} />
      <DataTable
        label="Passkeys"
        columns={columns}
        rows={failure ? [] : data}
        expected={1}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={IconFingerprint} title="No passkey">
            With a passkey you sign in by fingerprint, face or security key. It cannot be typed into a false
            page.
          </EmptyState>
        }
      />
      {renamed && (
        <PasskeyNameDialog
          passkey={renamed}
          name={nameOf(renamed)}
          onDone={() => void reload()}
          onClose={() => setRenamed(undefined)}
        />
      )}
    </Panel>
  );
}

function passkeyColumns(
  onRename: (row: PasskeyRow) => void,
  onRemove: (row: PasskeyRow) => void,
): Column<PasskeyRow>[] {
  return [
    { key: "name", title: "Name", cell: (row) => <bdi>{nameOf(row)}</bdi> },
    {
      key: "added",
      title: "Added",
      width: 160,
      cell: ({ createdAt }) => <RelativeTime at={new Date(createdAt).toISOString()} />,
    },
    {
      key: "menu",
      title: "Actions",
      hiddenTitle: true,
      width: 44,
      cell: (row) => (
        <RowMenu label={`Actions for ${nameOf(row)}`}>
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onRename(row)}>
            Rename
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={15} />}
            color="var(--kw-bad)"
            onClick={() => onRemove(row)}
          >
            Remove
          </Menu.Item>
        </RowMenu>
      ),
    },
  ];
}
