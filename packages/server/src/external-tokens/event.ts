import type { ExternalTokenRow } from "./queries.ts";
import { summaryOf } from "./show.ts";

export function eventOn(
  { org_id, id, name, project_slug }: ExternalTokenRow,
  team: { readonly id: string; readonly slug: string },
) {
  return {
    orgId: org_id,
    team,
    ...(project_slug !== null && { projectSlug: project_slug }),
    target: { type: "external-token", id, key: id, name },
  };
}

/** Never a value. */
export function auditFields(row: ExternalTokenRow) {
  const { name, description, app, connection_name, project_slug } = row;
  return {
    name,
    description,
    app,
    connection: connection_name,
    summary: summaryOf(row),
    ...(project_slug !== null && { project: project_slug }),
  };
}
