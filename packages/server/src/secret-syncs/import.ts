import { transact, type Work } from "../changes/work.ts";
import type { OpenedConnection } from "../app-connections/use.ts";
import { Refusal } from "../refusal.ts";
import { type Imported, importVariables } from "../secret-groups/of-syncs.ts";
import { requireVariables } from "./destination.ts";
import { deliverGroup } from "./deliver.ts";
import { eventOn } from "./event.ts";
import { importable, merge } from "./merge.ts";
import { ownedBy } from "./owned.ts";
import { readPresent } from "./present.ts";
import { lockSync, type Sync, updateSync } from "./queries.ts";
import { CALLER, type RunDeps, teamOf } from "./run-deps.ts";
import { type Ending, NoLongerWanted, type UnderWay } from "./under-way.ts";

type Variables = ReadonlyMap<string, string>;

/** Before the first delivery to a destination that has variables already: they come into the secret group. */
export async function importFirst(deps: RunDeps, underWay: UnderWay): Promise<void> {
  const { run, sync } = underWay;
  const isAgain = sync.imported_generation === sync.generation;
  // A delivery is tried again: what people have written into the group since its import stays as it is.
  const prefer = isAgain || sync.initial_behavior === "import-prefer-source" ? "source" : "destination";
  const variables = await readImport(underWay);
  if (variables.size === 0) return;
  const importing = transact(deps.database, { now: new Date(), caller: CALLER }, async (work) => {
    const { group, ...names } = await importInto(deps, work, sync, { variables, prefer, except: sync.id });
    if (isAgain && names.added.length + names.changed.length === 0) throw new NothingNew();
    await updateSync(work.tx, sync.org_id, sync.id, { imported_generation: sync.generation });
    work.recordEvent({
      ...eventOn(sync, teamOf(deps.authority, sync)),
      action: "sync.import",
      after: { run: run.id, prefer, secretGroup: group.slug, ...names },
    });
    await work.finish();
  });
  await importing.catch((error: unknown) => {
    if (!(error instanceof NothingNew)) throw error;
  });
}

/** There is nothing to import any more, and nothing to record. */
class NothingNew extends Error {}

/** Brings what is at the destination into the secret group. */
export async function importAll(deps: RunDeps, underWay: UnderWay): Promise<Ending> {
  const { run, sync } = underWay;
  const variables = await readImport(underWay);
  return async (work) => {
    const prefer = run.prefer ?? "source";
    const { added, changed } = await importInto(deps, work, sync, { variables, prefer });
    return { created: added, updated: changed };
  };
}

/** What of the destination is to come into the secret group, by the names there. */
async function readImport({ sync, opened, http }: Omit<UnderWay, "run">): Promise<Variables> {
  const { connector, credentials } = opened;
  refuseUnshown(opened);
  const { destination } = sync;
  const present = await readPresent(requireVariables(connector), { http, credentials, destination });
  return importable(present, ownedBy(sync));
}

export function refuseUnshown({
  connector: { title, variables },
}: Pick<OpenedConnection, "connector">): void {
  if (variables?.reads === "values" || variables?.reads === "some values") return;
  throw new Refusal("validation_failed", { detail: `${title} shows no values, so none can be imported.` });
}

interface Import {
  readonly variables: Variables;
  readonly prefer: "source" | "destination";
  /** A sync that delivers what comes of it by itself. */
  readonly except?: string;
}

/** Into the group, whose other syncs deliver what has changed. */
async function importInto(
  { encryption, jobs }: Pick<RunDeps, "encryption" | "jobs">,
  work: Work,
  { org_id: orgId, id, source_group_id: groupId, generation }: Sync,
  { variables, prefer, except }: Import,
): Promise<Imported> {
  const now = await lockSync(work.tx, orgId, id);
  if (!now || now.generation !== generation || groupId === null) throw new NoLongerWanted();
  const imported = await importVariables(work, encryption, { orgId, groupId }, (present) =>
    merge(present, variables, prefer),
  );
  const isOther = imported.added.length + imported.changed.length > 0;
  if (isOther) await deliverGroup(jobs, work, { orgId, groupId, ...(except !== undefined && { except }) });
  return imported;
}
