import type { api, BodyOf } from "@keywright/contract";
import { openConnection } from "../app-connections/use.ts";
import type { Work } from "../changes/work.ts";
import { Refusal } from "../refusal.ts";
import { chooseSource, choiceOf, refuseImport } from "./chosen-source.ts";
import { eventOn } from "./event.ts";
import { refuseUnshown } from "./import.ts";
import type { Maker } from "./maker.ts";
import type { SyncPlace } from "./place.ts";
import type { SyncRow } from "./queries.ts";
import { findRun, type RunRow } from "./run-queries.ts";
import { requestRun } from "./runs.ts";
import { readSync } from "./syncs.ts";

type Request = BodyOf<typeof api.startSyncRun> & { readonly id: string };

/** By hand. */
export async function startRun(
  work: Work,
  maker: Maker,
  place: SyncPlace,
  { id, kind, prefer }: Request,
): Promise<RunRow> {
  const sync = await readSync(work.tx, place, id);
  if (kind === "import") await requireImport(work, maker, sync);
  const run = await requestRun(maker.jobs, work, sync, { kind, trigger: "manual", prefer });
  work.recordEvent({
    ...eventOn(sync, place.team),
    action: "sync.start-run",
    after: { run: run.id, kind, ...(prefer !== undefined && { prefer }) },
  });
  const row = await findRun(work.tx, { orgId: place.orgId, syncId: id }, run.id);
  if (!row) throw new Refusal("not_found");
  return row;
}

/** What is imported is written into the secret group: by somebody who could write it themselves. */
async function requireImport(work: Work, maker: Maker, sync: SyncRow): Promise<void> {
  if (sync.source_group_id === null) throw refuseImport("kind");
  const where = { orgId: sync.org_id, id: sync.connection_id };
  const opened = await openConnection(work.tx, maker.encryption, where);
  if (opened) refuseUnshown(opened);
  await chooseSource(work, maker, choiceOf(sync), { imports: true });
}
