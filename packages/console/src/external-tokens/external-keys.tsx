import { Code, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import type { Column } from "../ui/column.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Status } from "../ui/status.tsx";
import type { ExternalToken } from "./external-token.ts";

type Key = ExternalToken["keys"][number];

const COLUMNS: Column<Key>[] = [
  { key: "id", title: "Key", cell: ({ id }) => <Code>{id}</Code> },
  { key: "issued", title: "Issued", cell: ({ issuedAt }) => <RelativeTime at={issuedAt} /> },
  { key: "expires", title: "Expires", cell: ({ expiresAt }) => <RelativeTime at={expiresAt} /> },
  { key: "state", title: "State", cell: (key) => <State of={key} /> },
];

/** What its platform accepts: more than one while it is rotating. */
export function ExternalKeys({ token }: { readonly token: ExternalToken }) {
  return (
    <Panel title="Accepted there" flush>
      <DataTable
        label="Keys that the platform accepts"
        columns={COLUMNS}
        rows={token.keys}
        rowHeight={57}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={IconKey} title="Nothing">
            The platform has ended all that it gave out for this token.
          </EmptyState>
        }
      />
    </Panel>
  );
}

function State({ of: { state, endsAt, message } }: { readonly of: Key }) {
  if (message !== undefined) return <Status tone="bad">should have ended</Status>;
  if (state === "live") return <Status tone="good">newest</Status>;
  return (
    <>
      <Status tone="warn">ending</Status>
      {endsAt !== undefined && Date.parse(endsAt) > Date.now() && (
        <Text fz={12} c="dimmed">
          not before <RelativeTime at={endsAt} />
        </Text>
      )}
    </>
  );
}
