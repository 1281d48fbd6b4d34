import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { usePlace } from "../app/place.ts";
import { roleLink } from "../tokens/token-links.ts";
import type { Column } from "../ui/column.ts";
import { DataTable } from "../ui/data-table.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Status } from "../ui/status.tsx";
import { countWords } from "../ui/total-words.ts";
import { isRefused, nameOf, type Use } from "./usage-series.ts";
import { verdictWords } from "./verdict-words.ts";

interface UsageTableProps {
  readonly totals: readonly Use[];
  /** The role that a missing permission could be added to. */
  readonly roleId: string;
}

export function UsageTable({ totals, roleId }: UsageTableProps) {
  const columns: Column<Use>[] = [
    { key: "permission", title: "Permission", cell: ({ permission }) => nameOf(permission) },
    { key: "project", title: "Project", cell: ({ project }) => project ?? "none named" },
    { key: "verdict", title: "Outcome", cell: (use) => <Outcome use={use} roleId={roleId} /> },
    { key: "last", title: "Last", cell: ({ lastAt }) => <RelativeTime at={lastAt} /> },
    { key: "calls", title: "Calls", align: "right", cell: ({ count }) => countWords(count) },
  ];
  return (
    <DataTable
      label="Calls by permission"
      columns={columns}
      rows={totals}
      rowKey={({ permission, project, verdict }) => `${permission} ${project} ${verdict}`}
      empty={null}
    />
  );
}

function Outcome({ use, roleId }: { readonly use: Use; readonly roleId: string }) {
  const place = usePlace();
  const { verdict, permission } = use;
  const mayEdit = place.can(`${place.team === undefined ? "org" : "team"}:admin:roles:manage`);
  return (
    <>
      <Status tone={isRefused(use) ? "bad" : "good"}>{verdictWords(verdict)}</Status>
      {verdict === "permission_missing" && permission !== null && mayEdit && (
        <Text fz={12}>
          <Anchor
            fz={12}
            renderRoot={(props) => (
              <Link {...props} {...roleLink(place, roleId)} search={{ add: permission } as never} />
            )}
          >
            Add this permission to the role…
          </Anchor>
        </Text>
      )}
    </>
  );
}
