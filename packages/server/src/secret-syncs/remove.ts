import { planRemoval } from "./plan.ts";
import type { RunDeps } from "./run-deps.ts";
import { readSourceNames } from "./source.ts";
import { readStanding } from "./standing.ts";
import type { Ending, UnderWay } from "./under-way.ts";
import { forgetVariables } from "./variable-queries.ts";
import { write } from "./write.ts";

/** Takes away at the destination what the source has, and what was delivered before. */
export async function remove({ database, ...deps }: RunDeps, underWay: UnderWay): Promise<Ending> {
  const { kysely: db } = database;
  const names = await readSourceNames(deps, db, underWay.sync);
  const standing = await readStanding({ db, encryption: deps.encryption }, underWay, new Map());
  await write(database, underWay, planRemoval(standing, names), standing);
  return ({ tx }, { org_id: orgId, id }) => forgetVariables(tx, { orgId, syncId: id });
}
