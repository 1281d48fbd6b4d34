import type { Change, EndChange, Snapshot } from "@keywright/verifier";
import { FORGET_MARGIN_SECONDS } from "@keywright/verifier";
import { catalogueEntries } from "../catalogue/queries.ts";
import { currentRevision } from "../changes/queries.ts";
import type { Database, Tx } from "../db/database.ts";
import { markTransaction } from "../db/transaction-guard.ts";
import { orgChanges } from "../orgs/queries.ts";
import { projectChanges } from "../projects/queries.ts";
import { roleChanges } from "../roles/queries.ts";
import { publicSigningKeys } from "../signing-keys/queries.ts";
import { teamChanges } from "../teams/queries.ts";
import { endedKeys, endedTokens } from "../tokens/ends.queries.ts";

/** The whole authority as of one revision: read in one transaction that sees one moment. */
export async function readSnapshot(database: Database, now: Date): Promise<Snapshot> {
  return database.pulse
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute((tx) => markTransaction(() => snapshotIn(tx, now)));
}

async function snapshotIn(tx: Tx, now: Date): Promise<Snapshot> {
  const forgottenBefore = new Date(now.getTime() - FORGET_MARGIN_SECONDS * 1000);
  const changes: Change[] = [
    { kind: "catalogue_set", entries: await catalogueEntries(tx) },
    { kind: "signing_keys_set", keys: await publicSigningKeys(tx) },
    ...(await orgChanges(tx)),
    ...(await teamChanges(tx)),
    ...(await projectChanges(tx)),
    ...(await roleChanges(tx)),
    ...((await endedTokens(tx, now, forgottenBefore)) satisfies EndChange[]),
    ...((await endedKeys(tx, now, forgottenBefore)) satisfies EndChange[]),
  ];
  return { revision: await currentRevision(tx), changes };
}
