import type { OpenHttp } from "../app-connections/platform-http.ts";
import { noteUse, openConnection } from "../app-connections/use.ts";
import type { Database } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { requireVariables } from "./destination.ts";
import { driftOf, plan } from "./plan.ts";
import type { SyncRow } from "./queries.ts";
import { readSource, type SourceDeps } from "./source.ts";
import { readStanding } from "./standing.ts";

interface DriftDeps extends SourceDeps {
  readonly database: Database;
  readonly openHttp: OpenHttp;
}

/** What others have changed at the destination, and what the next sync would do there. By name. */
export async function readDrift(deps: DriftDeps, sync: SyncRow) {
  const { encryption, openHttp, database } = deps;
  const { kysely: db } = database;
  const opened = await openConnection(db, encryption, { orgId: sync.org_id, id: sync.connection_id });
  if (!opened) throw new Refusal("not_found");
  const now = new Date();
  const wanted = await readSource(deps, db, sync, now);
  const standing = await readStanding({ db, encryption }, { sync, opened, http: openHttp() }, wanted);
  await db.transaction().execute((tx) => noteUse(tx, sync.org_id, sync.connection_id, now));
  const { added, changed, removed } = driftOf(standing);
  const { created, updated, deleted } = plan(standing, { everything: false });
  return {
    seesValues: requireVariables(opened.connector).reads === "values",
    checkedAt: now.toISOString(),
    there: { added: [...added], changed: [...changed], removed: [...removed] },
    next: { created: [...created], updated: [...updated], deleted: [...deleted] },
  };
}
