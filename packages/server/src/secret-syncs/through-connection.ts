import type { Proof } from "../app-connections/use.ts";
import type { Work } from "../changes/work.ts";
import { Refusal } from "../refusal.ts";
import { chooseSource, choiceOf } from "./chosen-source.ts";
import { refuseConflict } from "./conflicts.ts";
import { hashDestination } from "./destination.ts";
import type { Maker } from "./maker.ts";
import { ownedBy } from "./owned.ts";
import { seesSyncs } from "./place.ts";
import { findSyncOfOrg, listSyncsThrough, lockSync, type Sync, updateSync } from "./queries.ts";
import { requestRun } from "./runs.ts";
import { forgetVariables } from "./variable-queries.ts";

interface Rerouted {
  readonly orgId: string;
  readonly connectionId: string;
  /** What the connection has from now on. */
  readonly proof: Proof;
}

/**
 * Whoever gives a connection other credentials decides where the values go that are delivered through it: on a platform of
 * their own they could be read. So it takes somebody who could read them anyway.
 */
export async function reroute(
  work: Work,
  maker: Maker,
  { orgId, connectionId, proof }: Rerouted,
): Promise<void> {
  for (const sync of await listSyncsThrough(work.tx, orgId, connectionId)) {
    await requireCouldRead(work, maker, sync);
    const hash = await hashDestination(work.tx, maker.encryption, proof, sync.destination);
    if (hash !== sync.destination_hash) await moveTo(work, maker, sync, hash);
  }
}

async function requireCouldRead(work: Work, maker: Maker, { org_id, id }: Sync): Promise<void> {
  const sync = await findSyncOfOrg(work.tx, org_id, id);
  if (!sync) return;
  try {
    await chooseSource(work, maker, choiceOf(sync), { imports: sync.initial_behavior !== "overwrite" });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Of a token that has ended nothing is delivered any more.
    if (error.code === "token_ended") return;
    const which = seesSyncs(maker)(sync) ? `the sync '${sync.name}'` : "a sync that you may not see";
    throw new Refusal("permission_missing", {
      detail:
        `Through this app connection ${which} delivers what you may not read. Other credentials could send it ` +
        "elsewhere, so they are for somebody to give who may read it, or after the sync has been deleted.",
    });
  }
}

/** The connection leads to another place: what was delivered to the old one stays there. */
async function moveTo(work: Work, maker: Maker, sync: Sync, destinationHash: string): Promise<void> {
  const { org_id: orgId, id } = sync;
  await refuseConflict(work.tx, { orgId, id, destinationHash, owned: ownedBy(sync) }, seesSyncs(maker));
  const now = await lockSync(work.tx, orgId, id);
  if (!now) return;
  const moved = { destination_hash: destinationHash, generation: now.generation + 1, settled: false };
  await updateSync(work.tx, orgId, id, moved);
  await forgetVariables(work.tx, { orgId, syncId: id });
  await requestRun(maker.jobs, work, { ...now, ...moved }, { kind: "sync", trigger: "edit" });
}
