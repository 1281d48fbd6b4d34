import type { Db } from "../db/database.ts";
import type { Level } from "../roles/find.ts";
import { listVisibleAmong } from "./list.queries.ts";
import { type Viewer, visibleTokens } from "./visibility.ts";

/** Of the tokens that something else names, those that somebody may see. */
export async function seenAmong(
  db: Db,
  viewer: Viewer,
  level: Level,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  return new Set(await listVisibleAmong(db, level, await visibleTokens(db, viewer, level), ids));
}
