import { APPS, connectorOf } from "@keywright/connectors";
import type { ConnectionRow } from "../../app-connections/app-connections.ts";
import { uuidOf } from "../../ids.ts";

/** Credentials are shown as none. */
export function showConnection(row: ConnectionRow) {
  return {
    id: uuidOf(row.id),
    name: row.name,
    description: row.description,
    projectId: row.project_id === null ? null : uuidOf(row.project_id),
    version: row.version,
    orgId: uuidOf(row.org_id),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    isPlatformManagedCredentials: false,
    credentialsHash: row.credentials_hash,
    app: row.app,
    method: row.method,
    credentials: {},
  };
}

export function showAvailable({ app, name, id }: ConnectionRow) {
  return { app, name, id: uuidOf(id) };
}

export function showOptions() {
  return APPS.map((app) => {
    const { title, methods } = connectorOf(app);
    return { name: title, app, methods: [...methods] };
  });
}
