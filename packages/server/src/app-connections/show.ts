import { APPS, connectorOf } from "@keywright/connectors";
import type { ConnectionRow } from "./queries.ts";

/** Never the credentials: not even which fields they have. */
export function showConnection(row: ConnectionRow) {
  return {
    id: row.id,
    name: row.name,
    ...(row.description !== null && { description: row.description }),
    app: row.app,
    method: row.method,
    ...(row.project_slug !== null && { projectId: row.project_slug }),
    version: row.version,
    credentialsHash: row.credentials_hash,
    health: {
      status: row.health,
      ...(row.health_message !== null && { message: row.health_message }),
      checkedAt: row.checked_at.toISOString(),
    },
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    creator: { type: row.creator_type, id: row.creator_id, name: row.creator_name ?? row.creator_id },
    lastUsedAt: row.last_used_at && row.last_used_at.toISOString(),
  };
}

export function showConnectableApps() {
  return APPS.map((app) => {
    const { title, methods, help, places, variables, minting } = connectorOf(app);
    return {
      app,
      title,
      methods: [...methods],
      summary: help.summary,
      fields: [...help.fields],
      steps: [...help.steps],
      permissions: [...help.permissions],
      ...(places && { places: places.words }),
      ...(variables && {
        variables: {
          reads: variables.reads,
          destinationFields: variables.destinationFields.map(withOptions),
        },
      }),
      ...(minting && { minting: { fields: minting.fields.map(withOptions), expires: minting.expires } }),
    };
  });
}

function withOptions<Field extends { readonly options?: readonly string[] }>({ options, ...field }: Field) {
  return { ...field, ...(options && { options: [...options] }) };
}
