import { asked } from "../app-connections/platform-answer.ts";
import type { Database } from "../db/database.ts";
import { json } from "../db/json.ts";
import type { Claimed } from "./claim.ts";
import { requireVariables } from "./destination.ts";
import { messageId } from "./fingerprint.ts";
import type { Plan, Standing } from "./plan.ts";
import { lockSync } from "./queries.ts";
import { lockRun, type Run, updateRun } from "./run-queries.ts";
import { NoLongerWanted, type UnderWay } from "./under-way.ts";
import { noteTried } from "./variable-queries.ts";

/** Makes the destination what is planned; nothing is said to a platform where all is as it should be. */
export async function write(
  database: Database,
  { opened: { connector, credentials }, http, ...claimed }: UnderWay,
  made: Plan,
  { present, fingerprint }: Pick<Standing, "present" | "fingerprint">,
): Promise<void> {
  if (made.set.size + made.remove.length === 0) return;
  const tried = new Map([...made.set].map(([name, value]) => [name, fingerprint(name, value)]));
  await noteBefore(database, claimed, made, tried);
  const { run, sync } = claimed;
  const change = {
    id: messageId(run.id, [[...tried].flat(), made.remove]),
    at: new Date(),
    set: Object.fromEntries(made.set),
    remove: made.remove,
    keep: Object.fromEntries(made.keep),
  };
  const secrets = [...present.variables.values()].filter((value) => value !== null);
  await asked(requireVariables(connector).write(http, credentials, sync.destination, change), { secrets });
}

/**
 * What is about to be written, before it is: if this server dies in the middle of it, the run that goes on knows what came
 * of it, and nothing that it did is missing from its history.
 */
async function noteBefore(
  { kysely }: Database,
  { run: { org_id: orgId, id }, sync }: Claimed,
  made: Plan,
  tried: ReadonlyMap<string, string>,
): Promise<void> {
  await kysely.transaction().execute(async (tx) => {
    const now = await lockSync(tx, orgId, sync.id);
    const run = now && (await lockRun(tx, orgId, id));
    if (!run || run.status !== "running" || now.generation !== sync.generation) throw new NoLongerWanted();
    await updateRun(tx, orgId, id, namesAfter(run, made));
    await noteTried(tx, { orgId, syncId: sync.id }, tried);
  });
}

/** Of all attempts together: what one has created, the next finds there. */
function namesAfter(before: Run, made: Plan) {
  const earlier = new Set([...before.created, ...before.updated, ...before.deleted]);
  const created = union(before.created, made.created);
  const updated = union(before.updated, made.updated).filter((name) => !created.includes(name));
  const overwritten = made.overwritten.filter((name) => !earlier.has(name));
  return {
    created: json(created),
    updated: json(updated),
    deleted: json(union(before.deleted, made.deleted)),
    overwritten: json(union(before.overwritten, overwritten)),
  };
}

function union(some: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...some, ...more])];
}
