import { type App, connectorOf } from "@keywright/connectors";
import type { ExternalKeyRow } from "./key-queries.ts";
import type { ExternalTokenRow } from "./queries.ts";

type Status = "active" | "expired" | "rotating" | "ending" | "revoked" | "failing";

/** `keys`: those that have not ended, newest first. Never a value. */
export function showExternalToken(row: ExternalTokenRow, keys: readonly ExternalKeyRow[], now: Date) {
  const message = keys.find((key) => key.message !== null)?.message;
  const live = keys.find(({ state }) => state === "live");
  return {
    id: row.id,
    name: row.name,
    ...(row.description !== null && { description: row.description }),
    app: row.app,
    ...(row.project_slug !== null && { projectId: row.project_slug }),
    ...(row.connection_id !== null && {
      connection: { id: row.connection_id, name: row.connection_name ?? row.connection_id },
    }),
    spec: row.spec as Record<string, string>,
    summary: summaryOf(row),
    status: statusOf(row, keys, now),
    ...(message != null && { message }),
    keys: keys.flatMap(showKey),
    expiresAt: live?.expires_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    ...(row.revoked_at !== null && { revokedAt: row.revoked_at.toISOString() }),
    creator: { type: row.creator_type, id: row.creator_id, name: row.creator_name ?? row.creator_id },
  };
}

/** One that is still being ordered is not shown. */
function showKey({ id, state, issued_at, expires_at, ends_at, message }: ExternalKeyRow) {
  if (state !== "live" && state !== "ending") return [];
  return [
    {
      id,
      state,
      issuedAt: issued_at.toISOString(),
      expiresAt: expires_at && expires_at.toISOString(),
      ...(ends_at !== null && { endsAt: ends_at.toISOString() }),
      ...(message !== null && { message }),
    },
  ];
}

function statusOf({ revoked_at }: ExternalTokenRow, keys: readonly ExternalKeyRow[], now: Date): Status {
  if (keys.some(({ message }) => message !== null)) return "failing";
  const ending = keys.some(({ state }) => state === "ending");
  if (revoked_at !== null) return ending ? "ending" : "revoked";
  if (ending) return "rotating";
  const live = keys.find(({ state }) => state === "live");
  return live?.expires_at && live.expires_at <= now ? "expired" : "active";
}

export function summaryOf({ app, spec }: Pick<ExternalTokenRow, "app" | "spec">): string {
  return connectorOf(app as App).minting?.describe(spec) ?? "token";
}
