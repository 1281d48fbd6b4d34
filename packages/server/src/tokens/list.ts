import { EXPIRING_SOON_DAYS, type QueryOf, TOTAL_MAX, UNUSED_DAYS } from "@keywright/contract";
import type { api } from "@keywright/contract";
import type { Db } from "../db/database.ts";
import { toPage } from "../db/paging.ts";
import type { Page } from "../page.ts";
import type { Level } from "../roles/find.ts";
import { countTokens, listTokenPositions, type TokenFilter, type Visible } from "./list.queries.ts";
import { findTokens, type TokenRow } from "./queries.ts";
import { readTokenWindow, tokenCursor } from "./token-cursor.ts";

type ListQuery = QueryOf<typeof api.listTokens>;

const DAY_MS = 24 * 3_600_000;

interface Listing {
  readonly level: Level;
  readonly visible: Visible;
  readonly now: Date;
  readonly query: ListQuery;
}

export async function listTokens<Shown>(
  db: Db,
  { level, visible, now, query }: Listing,
  show: (row: TokenRow) => Shown,
): Promise<Page<Shown>> {
  const filter = filterOf(query, visible, now);
  const positions = await listTokenPositions(db, level, filter, readTokenWindow(query));
  const { rows: shown, pagination } = toPage(
    positions,
    query,
    ({ id }) => id,
    (position) => tokenCursor(query.sort, position),
  );
  const tokens = new Map((await findTokens(db, level, shown)).map((row) => [row.id, row]));
  const rows = shown.map((id) => tokens.get(id)).filter((row) => row !== undefined);
  const page = { rows: rows.map(show), pagination };
  if (!query.total) return page;
  const count = await countTokens(db, level, filter, TOTAL_MAX + 1);
  const total = { count: Math.min(count, TOTAL_MAX), exact: count <= TOTAL_MAX };
  return { ...page, pagination: { ...pagination, total } };
}

function filterOf(query: ListQuery, visible: Visible, now: Date): TokenFilter {
  const { all, status, unused, roleId, owner, exposure, createdBy, search } = query;
  return {
    ...filterAt(now),
    visible,
    status: status ?? (all ? undefined : "active"),
    usedSince: unused === undefined ? undefined : { instant: unusedBefore(now), used: !unused },
    roleSlug: roleId,
    owner,
    exposure,
    createdBy,
    search,
  };
}

/** Tokens at a level in plain numbers, of those that somebody may see. */
export async function countForOverview(db: Db, level: Level, visible: Visible, now: Date) {
  const count = (filter: Partial<TokenFilter>) =>
    countTokens(db, level, { ...filterAt(now), visible, status: "active", ...filter });
  return {
    active: await count({}),
    expiringSoon: await count({ status: "expiring" }),
    unused30d: await count({ usedSince: { instant: unusedBefore(now), used: false } }),
  };
}

function filterAt(now: Date) {
  return { now, expiringBefore: new Date(now.getTime() + EXPIRING_SOON_DAYS * DAY_MS) };
}

function unusedBefore(now: Date): Date {
  return new Date(now.getTime() - UNUSED_DAYS * DAY_MS);
}
