import { Button, Code, Stack, Text } from "@mantine/core";
import { permissionLabel } from "@keywright/policy";
import { useQuery } from "@tanstack/react-query";
import { IconRoute, IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { type Answer, read } from "../api/read.ts";
import type { Column } from "../ui/column.ts";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Status } from "../ui/status.tsx";
import { DeleteRouteRules } from "./delete-route-rules.tsx";
import { useOperator } from "./operator.ts";
import { ReplaceRouteRules } from "./replace-route-rules.tsx";

type RouteRule = Answer<"getRouteRules">["rules"][number];

const columns: readonly Column<RouteRule>[] = [
  {
    key: "route",
    title: "Route",
    cell: ({ method, path }) => (
      <Code>
        {method === "*" ? "ANY" : method} {path}
      </Code>
    ),
  },
  { key: "asks", title: "Asks for", cell: (rule) => <Access rule={rule} /> },
  {
    key: "within",
    title: "Within",
    cell: ({ team, project, environment }) =>
      [
        team && `team {${team}}`,
        project && `project {${project}}`,
        environment && `environment {${environment}}`,
      ]
        .filter(Boolean)
        .join(", "),
  },
];

function Access({ rule: { access, permissions } }: { readonly rule: RouteRule }) {
  if (access === "closed") return <Status tone="bad">closed to everybody</Status>;
  if (access === "any_token") return <Status tone="good">any token</Status>;
  return <>{permissions.map((permission) => permissionLabel(permission)).join(" or ")}</>;
}

/** What gateways ask for, by method and path. */
export function RouteRulesPage() {
  const { org, can } = useOperator();
  const [dialog, setDialog] = useState<"replace" | "delete">();
  const close = () => setDialog(undefined);
  const { data, error, refetch } = useQuery(read(org, "getRouteRules", {}));
  const mayEdit = can("platform:admin:route-rules:update");
  const replace = (
    <Button leftSection={<IconUpload size={16} />} onClick={() => setDialog("replace")}>
      Upload OpenAPI document
    </Button>
  );
  const hasRules = data !== undefined && data.updatedAt !== null;
  return (
    <>
      <PageHeader
        title="Route rules"
        actions={
          mayEdit && (
            <>
              {hasRules && (
                <Button variant="default" onClick={() => setDialog("delete")}>
                  Delete rules
                </Button>
              )}
              {replace}
            </>
          )
        }
      >
        Which permission a gateway asks for at each route of your API, read from your OpenAPI document.
      </PageHeader>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Stack gap="sm">
          {hasRules && <Source rules={data} />}
          <Panel flush>
            <DataTable
              label="Route rules"
              columns={columns}
              rows={data?.rules}
              rowKey={({ method, path }) => `${method} ${path}`}
              empty={
                <EmptyState icon={IconRoute} title="No route rules" action={mayEdit && replace}>
                  With them, a gateway such as nginx or Envoy asks Keywright about each call without naming a
                  permission itself. Say x-keywright-permission at each operation of your OpenAPI document.
                </EmptyState>
              }
            />
          </Panel>
        </Stack>
      )}
      {dialog === "replace" && <ReplaceRouteRules onClose={close} />}
      {dialog === "delete" && data && <DeleteRouteRules count={data.rules.length} onClose={close} />}
    </>
  );
}

function Source({
  rules: { title, version, updatedAt, rules },
}: {
  readonly rules: Answer<"getRouteRules">;
}) {
  return (
    <Text component="div" fz={13} c="dimmed">
      {rules.length} {rules.length === 1 ? "rule" : "rules"} from{" "}
      <bdi>{title ?? "a document without a title"}</bdi> {version}, uploaded <RelativeTime at={updatedAt} />
    </Text>
  );
}
