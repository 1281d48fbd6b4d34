import { transact, type Work } from "../changes/work.ts";
import { ConfigError } from "../config.ts";
import type { Database } from "../db/database.ts";
import { markTransaction } from "../db/transaction-guard.ts";
import { findHomeOrg } from "../orgs/home.ts";
import { Refusal } from "../refusal.ts";
import { unwrapDataKey, wrapDataKey } from "./data-keys.ts";
import { type MasterKeys, newMasterKey, writeMasterKeys } from "./master-keys.ts";
import { listDataKeysNotWrappedBy, listMasterKeyIdsInUse, lockDataKeys, setWrapped } from "./queries.ts";

export interface Rotation {
  readonly rewrappedKeys: number;
  readonly masterKeyId: string;
}

/**
 * Makes a new master key in the file and wraps every data key with it, while servers go on reading and writing. At no
 * moment does a data key exist whose master key is not in the file, so a crash loses nothing, wherever it comes:
 *
 * 1. The file gets the new key, before the old ones. After a crash the data keys are wrapped as before, by keys that the
 *    file still has; the new one merely waits for use.
 * 2. One transaction re-wraps every data key. Cut off, it is rolled back, and things stand as after step 1.
 * 3. Once that is committed, keys that wrap nothing any more leave the file. After a crash before this, or during it (the
 *    file is replaced whole), the old key is still there, unused, until the next rotation drops it.
 *
 * The lock on the data keys is also what makes all processes that write the file take turns.
 */
export async function rotateMasterKey(work: Work, masterKeys: MasterKeys): Promise<Rotation> {
  const { file } = masterKeys;
  if (file === undefined) {
    throw new Refusal("master_key_external", {
      detail:
        "The master key comes from the environment. To rotate it, restart the servers with the new key as KEYWRIGHT_MASTER_KEY " +
        "and the old one as KEYWRIGHT_MASTER_KEY_PREVIOUS, then run the command rotate-master-key with the same settings.",
    });
  }
  await lockDataKeys(work.tx);
  // Another process may have rotated since this one read the file.
  await masterKeys.reload();
  await writeMasterKeys(file, [newMasterKey(), ...masterKeys.all().map(({ bytes }) => bytes)]);
  await masterKeys.reload();
  work.afterCommit((database) => dropSpentMasterKeys(database, masterKeys, file));
  return rewrapDataKeys(work, masterKeys);
}

/** Wraps with the current master key every data key that an older one wraps. Done twice, the second time finds nothing. */
async function rewrapDataKeys(work: Work, masterKeys: MasterKeys): Promise<Rotation> {
  const home = await findHomeOrg(work.tx);
  if (!home) throw new ConfigError("The database is empty: start the server on it first.");
  await lockDataKeys(work.tx);
  const before = await listMasterKeyIdsInUse(work.tx);
  const lost = before.find((id) => !masterKeys.find(id));
  if (lost !== undefined) {
    throw new ConfigError(
      `Data keys are wrapped by the master key ${lost}, which is not among the master keys given.`,
    );
  }
  const current = masterKeys.current();
  const rows = await listDataKeysNotWrappedBy(work.tx, current.id);
  for (const row of rows) {
    const { scope, id, created_at: createdAt } = row;
    await setWrapped(
      work.tx,
      wrapDataKey(masterKeys, { scope, id, bytes: unwrapDataKey(masterKeys, row), createdAt }),
    );
  }
  const rotation: Rotation = { rewrappedKeys: rows.length, masterKeyId: current.id };
  work.recordEvent({
    orgId: home.id,
    action: "master-key.rotate",
    target: { type: "master-key", id: current.id, key: current.id, name: "Master key" },
    before: { masterKeyIds: before },
    after: { ...rotation },
  });
  return rotation;
}

async function dropSpentMasterKeys(database: Database, masterKeys: MasterKeys, file: string): Promise<void> {
  await database.kysely.transaction().execute((tx) =>
    markTransaction(async () => {
      // Under the lock again: what is in use now stays in use, and a rotation that began meanwhile has not written yet.
      await lockDataKeys(tx);
      await masterKeys.reload();
      const inUse = new Set(await listMasterKeyIdsInUse(tx));
      const [current, ...older] = masterKeys.all();
      if (!current) return;
      const kept = [current, ...older.filter(({ id }) => inUse.has(id))];
      await writeMasterKeys(
        file,
        kept.map(({ bytes }) => bytes),
      );
      await masterKeys.reload();
    }),
  );
}

/**
 * For the command line. With keys in the environment it brings every data key under KEYWRIGHT_MASTER_KEY; the servers must
 * know both keys before, or they cannot open what it has wrapped.
 */
export async function rotateMasterKeyCommand({
  database,
  masterKeys,
  now,
}: {
  database: Database;
  masterKeys: MasterKeys;
  now: Date;
}): Promise<Rotation> {
  if (masterKeys.file === undefined && masterKeys.all().length < 2) {
    throw new ConfigError(
      "To rotate, set KEYWRIGHT_MASTER_KEY to the new master key and KEYWRIGHT_MASTER_KEY_PREVIOUS to the old one.",
    );
  }
  return transact(database, { now, caller: { type: "system", name: "rotate-master-key" } }, async (work) => {
    const rotation =
      masterKeys.file === undefined
        ? await rewrapDataKeys(work, masterKeys)
        : await rotateMasterKey(work, masterKeys);
    await work.finish();
    return rotation;
  });
}
