import type { Work } from "../changes/work.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { refuseConflict } from "./conflicts.ts";
import { usesEnvironment } from "./key-schema.ts";
import { readOwned, toColumns } from "./owned.ts";
import type { SeesSync } from "./place.ts";
import { listSyncsOfSource, lockSync, type Sync, updateSync } from "./queries.ts";
import { requestRun } from "./runs.ts";
import { forgetVariables } from "./variable-queries.ts";

interface Moved {
  readonly orgId: string;
  readonly groupId: string;
  readonly environment: string | null;
}

/** A group that moves to another environment is delivered under other names where the key schema has it in them. */
export async function moveEnvironment(
  jobs: Jobs,
  work: Work,
  { orgId, groupId, environment }: Moved,
  sees: SeesSync,
): Promise<void> {
  const syncs = await listSyncsOfSource(work.tx, orgId, { source_group_id: groupId });
  for (const sync of syncs.filter(({ key_schema }) => usesEnvironment(key_schema))) {
    const owned = readOwned({ variable: null, keySchema: sync.key_schema, environment });
    const { id, destination_hash: destinationHash } = sync;
    await refuseConflict(work.tx, { orgId, id, destinationHash, owned }, sees);
    await startAnew(work, sync, toColumns(owned));
    await requestRun(jobs, work, sync, { kind: "sync", trigger: "edit" });
  }
}

/** What was delivered stays where it is and is not the sync's any more. */
async function startAnew(
  { tx }: Work,
  { org_id: orgId, id }: Sync,
  owned: ReturnType<typeof toColumns>,
): Promise<void> {
  const now = await lockSync(tx, orgId, id);
  if (!now) return;
  await updateSync(tx, orgId, id, { ...owned, generation: now.generation + 1, settled: false });
  await forgetVariables(tx, { orgId, syncId: id });
}
