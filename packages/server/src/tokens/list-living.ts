import { api, TOTAL_MAX } from "@keywright/contract";
import type { Db } from "../db/database.ts";
import type { Level } from "../roles/find.ts";
import { listTokens } from "./list.ts";
import type { Visible } from "./list.queries.ts";
import type { TokenRow } from "./queries.ts";

const READ_AT_ONCE = 1000;

interface Listing {
  readonly level: Level;
  readonly visible: Visible;
  readonly now: Date;
  /** Part of the name or description. */
  readonly search?: string | undefined;
}

/**
 * All living tokens that somebody may see, newest first, for those whose lists have no pages: these end where we end
 * counting. Without derived ones, which come and go with others.
 */
export async function listLivingTokens(db: Db, { search, ...listing }: Listing): Promise<TokenRow[]> {
  const asked = { ...api.listTokens.query.parse({}), per_page: READ_AT_ONCE, search };
  const found: TokenRow[] = [];
  let cursor: string | undefined;
  do {
    const { rows, pagination } = await listTokens(
      db,
      { ...listing, query: { ...asked, cursor } },
      (row) => row,
    );
    found.push(...rows);
    cursor = pagination.cursor;
  } while (cursor !== undefined && found.length < TOTAL_MAX);
  return found.filter((row) => row.derived_from === null);
}
