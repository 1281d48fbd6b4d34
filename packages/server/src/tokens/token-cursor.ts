import type { PageQuery } from "@keywright/contract";
import { z } from "zod";
import { readCursor, refuseCursor, writeCursor } from "../db/paging.ts";
import type { Position, TokenSort, TokenWindow } from "./list.queries.ts";

type Sort = TokenSort | `-${TokenSort}`;

/** In the order of age the cursor is an id; in others it says what the row was sorted by, so that later edits move nothing. */
export function tokenCursor(sort: Sort, { id, key }: Position): string {
  if (fieldOf(sort) === "createdAt") return writeCursor(id);
  return Buffer.from(JSON.stringify([sort, key, id]), "utf8").toString("base64url");
}

export function readTokenWindow({
  sort,
  per_page,
  page,
  cursor,
}: PageQuery & { readonly sort: Sort }): TokenWindow {
  return {
    sort: fieldOf(sort),
    descending: sort.startsWith("-"),
    after: cursor === undefined ? undefined : readPosition(sort, cursor),
    limit: per_page + 1,
    offset: cursor === undefined ? (page - 1) * per_page : 0,
  };
}

function readPosition(sort: Sort, cursor: string): Position {
  const field = fieldOf(sort);
  if (field === "createdAt") return { key: "", id: readCursor(cursor) };
  const parsed = Cursor.safeParse(jsonIn(cursor));
  if (!parsed.success) throw refuseCursor();
  const [of, key, id] = parsed.data;
  const isKey = field === "name" ? !key.includes("\0") : MICROSECONDS.test(key);
  if (of !== sort || !isKey) throw refuseCursor();
  return { key, id };
}

const Cursor = z.tuple([z.string(), z.string(), z.string().regex(/^tok_[0-9a-z]{26}$/)]);
/** Empty: never. */
const MICROSECONDS = /^(-?\d{1,16})?$/;

function jsonIn(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

function fieldOf(sort: Sort): TokenSort {
  return (sort.startsWith("-") ? sort.slice(1) : sort) as TokenSort;
}
