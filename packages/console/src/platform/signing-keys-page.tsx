import { Button, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { IconCertificate, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { type Answer, read } from "../api/read.ts";
import { useWrite } from "../api/write.ts";
import type { Column } from "../ui/column.ts";
import { Confirm } from "../ui/confirm.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Status, type Tone } from "../ui/status.tsx";
import { MasterKeyPanel } from "./master-key-panel.tsx";
import { useOperator } from "./operator.ts";

type SigningKey = Answer<"listSigningKeys">["signingKeys"][number];

const STATES: Record<SigningKey["state"], { tone: Tone; word: string; does: string }> = {
  next: { tone: "idle", word: "next", does: "Published, so that everyone knows it before it signs" },
  current: { tone: "good", word: "current", does: "Signs every token that is issued" },
  previous: { tone: "warn", word: "previous", does: "Only verifies, until its last token has ended" },
};

const columns: readonly Column<SigningKey>[] = [
  { key: "kid", title: "Key", cell: ({ kid }) => <code>{kid}</code> },
  {
    key: "state",
    title: "State",
    cell: ({ state }) => <Status tone={STATES[state].tone}>{STATES[state].word}</Status>,
  },
  { key: "does", title: "What it does", cell: ({ state }) => STATES[state].does },
  { key: "algorithm", title: "Algorithm", cell: ({ algorithm }) => algorithm },
  { key: "created", title: "Created", cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
];

export function SigningKeysPage() {
  const { org, can } = useOperator();
  const [rotating, setRotating] = useState(false);
  const { data, error, refetch } = useQuery(read(org, "listSigningKeys", {}));
  const rotate = can("platform:admin:signing-keys:rotate") && (
    <Button leftSection={<IconRefresh size={16} />} onClick={() => setRotating(true)}>
      Rotate signing key
    </Button>
  );
  return (
    <>
      <PageHeader title="Signing keys" actions={rotate}>
        What tokens are signed with. Anyone can check a signature with the published keys; only this
        installation can make one.
      </PageHeader>
      <Stack gap="lg">
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          <Panel flush>
            <DataTable
              label="Signing keys"
              columns={columns}
              rows={data?.signingKeys}
              expected={2}
              rowKey={({ kid }) => kid}
              empty={
                <EmptyState icon={IconCertificate} title="No signing keys">
                  The server makes the first ones when it starts.
                </EmptyState>
              }
            />
          </Panel>
        )}
        <MasterKeyPanel />
      </Stack>
      {rotating && <RotateSigningKey onClose={() => setRotating(false)} />}
    </>
  );
}

function RotateSigningKey({ onClose }: { readonly onClose: () => void }) {
  const { client } = useOperator();
  const rotate = useWrite((_: null, options) => client.rotateSigningKey({}, options));
  async function confirm() {
    const key = await rotate.run(null);
    if (!key) return;
    notifications.show({ message: `Tokens are signed with ${key.kid} from now on.` });
    onClose();
  }
  return (
    <Confirm
      title="Rotate the signing key"
      verb="Rotate"
      pending={rotate.pending}
      error={rotate.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      The next key signs from now on, and another one is published after it. Tokens that exist stay valid: the
      present key goes on verifying until the last of them has ended.
    </Confirm>
  );
}
