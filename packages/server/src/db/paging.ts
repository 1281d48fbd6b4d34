import type { PageQuery } from "@keywright/contract";
import type { Page } from "../page.ts";
import { type Refusal, refuseField } from "../refusal.ts";

/** Sorts after every id, byte by byte. */
const AFTER_ALL_IDS = "~";

/** Where a page of a newest-first list begins and how many rows to read: one more than asked tells whether there is a next. */
export interface Window {
  readonly beforeId: string;
  readonly limit: number;
  readonly offset: number;
}

export function windowOf({ per_page, page, cursor }: PageQuery): Window {
  if (cursor === undefined) {
    return { beforeId: AFTER_ALL_IDS, limit: per_page + 1, offset: (page - 1) * per_page };
  }
  return { beforeId: readCursor(cursor), limit: per_page + 1, offset: 0 };
}

/** The next rows for somebody who reads on without pages. */
export function windowAfter(id: string | undefined, limit: number): Window {
  return { beforeId: id ?? AFTER_ALL_IDS, limit, offset: 0 };
}

export function toPage<Row extends { id: string }, Shown>(
  rows: readonly Row[],
  { per_page }: PageQuery,
  show: (row: Row) => Shown,
  cursorOf = (row: Row) => writeCursor(row.id),
): Page<Shown> {
  const shown = rows.slice(0, per_page);
  const last = shown.at(-1);
  const hasNextPage = rows.length > per_page && last !== undefined;
  return {
    rows: shown.map(show),
    pagination: { hasNextPage, count: shown.length, ...(hasNextPage && { cursor: cursorOf(last) }) },
  };
}

export function writeCursor(id: string): string {
  return Buffer.from(id, "utf8").toString("base64url");
}

export function readCursor(cursor: string): string {
  const id = Buffer.from(cursor, "base64url").toString("utf8");
  if (!/^[a-z]+_[0-9a-z]{26}$/.test(id)) {
    throw refuseCursor();
  }
  return id;
}

export function refuseCursor(): Refusal {
  return refuseField("validation_failed", "cursor", "must be the cursor of an earlier answer");
}
