import type { ConnectionRow } from "./queries.ts";

export function eventOn(
  { org_id, id, name, project_slug }: Pick<ConnectionRow, "org_id" | "id" | "name" | "project_slug">,
  team: { readonly id: string; readonly slug: string },
) {
  return {
    orgId: org_id,
    team,
    ...(project_slug !== null && { projectSlug: project_slug }),
    target: { type: "app-connection", id, key: id, name },
  };
}

/** Of the credentials, no more than that they are others. */
export function auditFields({
  name,
  description,
  app,
  method,
  version,
  project_slug,
  health,
}: ConnectionRow) {
  return {
    name,
    description,
    app,
    method,
    version,
    ...(project_slug !== null && { project: project_slug }),
    health,
  };
}
