import { importFirst } from "./import.ts";
import { type Plan, plan, type Standing } from "./plan.ts";
import { updateSync } from "./queries.ts";
import type { RunDeps } from "./run-deps.ts";
import { readSource } from "./source.ts";
import { readStanding } from "./standing.ts";
import type { Ending, UnderWay } from "./under-way.ts";
import { noteDelivered } from "./variable-queries.ts";
import { write } from "./write.ts";

/** Makes what the sync owns at the destination into what the source has. */
export async function copy(deps: RunDeps, underWay: UnderWay): Promise<Ending> {
  const { run, sync } = underWay;
  const { database, encryption } = deps;
  const imports = !sync.settled && sync.initial_behavior !== "overwrite";
  if (imports) await importFirst(deps, underWay);
  const wanted = await readSource(deps, database.kysely, sync, new Date());
  const found = await readStanding({ db: database.kysely, encryption }, underWay, wanted);
  // What was added there since the import has not been imported.
  const standing = imports ? { ...found, deletes: false } : found;
  // Who asks by hand, or has just said what is to be there, does not rely on what was believed to be there so far.
  const everything = run.trigger !== "change" && run.trigger !== "rotation";
  const made = plan(standing, { everything });
  await write(database, underWay, made, standing);
  const delivered = deliveredAfter(standing, made);
  return async ({ tx, now }, { org_id: orgId, id, generation }) => {
    // What was delivered is somewhere else by now than where the sync delivers to.
    if (generation !== sync.generation) return;
    await noteDelivered(tx, { orgId, syncId: id }, delivered);
    await updateSync(tx, orgId, id, { settled: true, last_synced_at: now });
  };
}

/** Fingerprints of what is there afterwards: also of what the source has no longer, and the deletion guard leaves there. */
function deliveredAfter({ wanted, present, known, fingerprint }: Standing, made: Plan): Map<string, string> {
  const gone = new Set(made.remove);
  const left = [...known].flatMap(([name, { delivered }]) => {
    const isThere = !present.seesNames || present.variables.has(name);
    return delivered !== null && isThere && !gone.has(name) ? [[name, delivered] as const] : [];
  });
  const now = [...wanted].map(([name, value]) => [name, fingerprint(name, value)] as const);
  return new Map([...left, ...now]);
}
