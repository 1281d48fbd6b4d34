import type { Authority } from "../authority/authority.ts";
import type { Origin } from "../caller.ts";
import { transact } from "../changes/work.ts";
import type { Database } from "../db/database.ts";
import { revokeUnlessEnded } from "../tokens/tokens.ts";
import { hashCode } from "./codes.ts";
import { findByCodeForUpdate } from "./queries.ts";

interface UsedTwice {
  readonly code: string;
  readonly origin: Origin;
  readonly now: Date;
}

/** There is nothing left to revoke, and nothing to record. */
class NothingLeft extends Error {}

/** RFC 6749 section 4.1.2: somebody else has the code too, and may have been the first to use it. */
export async function revokeTraded(
  { database, authority }: { readonly database: Database; readonly authority: Authority },
  { code, origin, now }: UsedTwice,
): Promise<void> {
  const caller = { type: "system", name: "login", origin } as const;
  try {
    const revision = await transact(database, { now, caller }, async (work) => {
      const row = await findByCodeForUpdate(work.tx, hashCode(code));
      if (!row?.org_id || !row.token_id) throw new NothingLeft();
      const team = authority.state.orgs.byId(row.org_id)?.teams.byId(row.team_id ?? "") ?? null;
      const token = { orgId: row.org_id, team, tokenId: row.token_id };
      if (!(await revokeUnlessEnded(work, token))) throw new NothingLeft();
      return work.finish();
    });
    if (revision !== null) await authority.reach(revision);
  } catch (error) {
    if (!(error instanceof NothingLeft)) throw error;
  }
}
