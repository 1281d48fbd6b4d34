import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import type { Window } from "../db/paging.ts";
import { auditFields, eventOn } from "./event.ts";
import { type ExternalKeyRow, listUnendedKeys } from "./key-queries.ts";
import { type ExternalPlace, requireReachedToken } from "./place.ts";
import {
  type ExternalTokenFilter,
  type ExternalTokenRow,
  findExternalTokenRow,
  listExternalTokenRows,
  lockExternalTokenRow,
  updateExternalToken,
} from "./queries.ts";

export interface WithKeys {
  readonly id: string;
  readonly row: ExternalTokenRow;
  /** Those that have not ended. */
  readonly keys: readonly ExternalKeyRow[];
}

export async function listExternalTokens(
  db: Db,
  place: ExternalPlace,
  filter: Omit<ExternalTokenFilter, "reach">,
  window: Window,
): Promise<WithKeys[]> {
  const rows = await listExternalTokenRows(db, place, { ...filter, reach: place.reach }, window);
  const keys = await listUnendedKeys(
    db,
    place.orgId,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: row.id,
    row,
    keys: keys.filter(({ external_token_id }) => external_token_id === row.id),
  }));
}

export async function readExternalToken(db: Db, place: ExternalPlace, id: string): Promise<WithKeys> {
  const row = requireReachedToken(place, await findExternalTokenRow(db, place.orgId, id));
  return withKeys(db, row);
}

export async function withKeys(db: Db, row: ExternalTokenRow): Promise<WithKeys> {
  return { id: row.id, row, keys: await listUnendedKeys(db, row.org_id, [row.id]) };
}

interface Patch {
  readonly id: string;
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
}

export async function patchExternalToken(
  work: Work,
  place: ExternalPlace,
  { id, name, description }: Patch,
): Promise<ExternalTokenRow> {
  const before = requireReachedToken(place, await lockExternalTokenRow(work.tx, place.orgId, id));
  await updateExternalToken(work.tx, place.orgId, id, {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    updated_at: work.now,
  });
  const row = (await findExternalTokenRow(work.tx, place.orgId, id)) ?? before;
  work.recordEvent({
    ...eventOn(row, place.team),
    action: "external-token.update",
    before: auditFields(before),
    after: auditFields(row),
  });
  return row;
}
