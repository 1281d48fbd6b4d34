import type { Authority } from "../authority/authority.ts";
import { transact } from "../changes/work.ts";
import type { Database } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { repeat } from "../repeat.ts";
import type { ConnectionDeps } from "./app-connections.ts";
import { askHealth, type Checked, noteHealth } from "./check.ts";
import { nextCheckAfter } from "./check-times.ts";
import type { ConnectionPlace } from "./place.ts";
import { claimDueConnection, noteUnchangedHealth } from "./queries.ts";

const EVERY_MS = 60_000;
const AT_A_TIME_MAX = 100;
const CALLER = { type: "system", name: "health-checks" } as const;

export interface HealthCheckDeps extends ConnectionDeps {
  readonly database: Database;
  readonly authority: Authority;
  readonly noteActivity: (orgId: string) => void;
}

type DueRow = NonNullable<Awaited<ReturnType<typeof claimDueConnection>>>;

/** Asks, one after the other, the platforms whose turn it is. Of several servers one asks for each connection. */
export async function checkDueConnections(deps: HealthCheckDeps, until: AbortSignal): Promise<number> {
  for (let checked = 0; ; checked++) {
    if (checked >= AT_A_TIME_MAX || until.aborted) return checked;
    const row = await claimDue(deps.database, new Date());
    if (!row) return checked;
    await check(deps, row, until);
  }
}

function claimDue({ kysely }: Database, now: Date): Promise<DueRow | undefined> {
  return kysely
    .transaction()
    .execute((tx) => claimDueConnection(tx, { now, nextCheckAt: nextCheckAfter(now) }));
}

async function check(deps: HealthCheckDeps, row: DueRow, until: AbortSignal): Promise<void> {
  const { database, encryption, openHttp } = deps;
  const asking = { encryption, openHttp: () => openHttp(until) };
  const checked = await askHealth(asking, database.kysely, row);
  // Who goes away has not been refused.
  if (until.aborted) return;
  const { status, message } = checked.health;
  if (status !== row.health || message !== row.health_message) return noteChange(deps, row, checked);
  const now = new Date();
  await database.kysely.transaction().execute((tx) => noteUnchangedHealth(tx, row, now));
}

/** News is an event; that all is as it was is none. */
async function noteChange(deps: HealthCheckDeps, row: DueRow, checked: Checked): Promise<void> {
  const place = placeOf(deps.authority, row);
  if (!place) return;
  try {
    await transact(deps.database, { now: new Date(), caller: CALLER }, async (work) => {
      await noteHealth(work, place, checked);
      await work.finish();
    });
    deps.noteActivity(row.org_id);
  } catch (error) {
    // It has just been deleted.
    if (!(error instanceof Refusal)) throw error;
  }
}

function placeOf(
  { state }: Authority,
  { org_id: orgId, team_id: teamId }: DueRow,
): ConnectionPlace | undefined {
  const team = state.orgs.byId(orgId)?.teams.byId(teamId);
  return team && { orgId, teamId, team, reach: { mode: "all" } };
}

/** Answers how to stop. */
export function startHealthChecks(
  deps: HealthCheckDeps,
  onError: (error: Error) => void,
): () => Promise<void> {
  return repeat(EVERY_MS, (until) => checkDueConnections(deps, until), onError).stop;
}
