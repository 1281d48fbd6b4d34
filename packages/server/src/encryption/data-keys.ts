import { hkdfSync, randomBytes } from "node:crypto";
import { ConfigError } from "../config.ts";
import type { Db, Tx } from "../db/database.ts";
import { newId } from "../ids.ts";
import type { MasterKeys } from "./master-keys.ts";
import {
  type DataKeyRow,
  deleteDataKeyRows,
  findDataKey,
  findNewestDataKey,
  findOldestDataKey,
  holdOffDataKeyLock,
  insertDataKey,
} from "./queries.ts";
import { KEY_BYTES, open, seal } from "./seal.ts";

/** What the installation's own secrets (private signing keys) are sealed under; organizations use their id. */
export const INSTALLATION_SCOPE = "installation";

export interface Sealed {
  readonly dataKeyId: string;
  readonly ciphertext: Uint8Array;
}

/** Envelope encryption: the master key wraps one data key per scope, and the data key seals what the scope stores. */
export interface Encryption {
  /** `identity` names the row; what is sealed for one row does not open in another. */
  seal(tx: Tx, scope: string, identity: string, plaintext: string, now: Date): Promise<Sealed>;
  open(db: Db, scope: string, identity: string, sealed: Sealed): Promise<string>;
  /** A secret for another purpose than sealing, the same on every server. Rotating the master key leaves it as it is. */
  derive(db: Db, scope: string, purpose: string): Promise<Uint8Array>;
}

export function createEncryption(masterKeys: MasterKeys): Encryption {
  /** A rotation elsewhere is news to this server; one that ended since the row was read has wrapped it anew. */
  async function unwrap(db: Db, row: DataKeyRow): Promise<Uint8Array> {
    if (!masterKeys.find(row.master_key_id)) await masterKeys.reload();
    if (masterKeys.find(row.master_key_id)) return unwrapDataKey(masterKeys, row);
    return unwrapDataKey(masterKeys, (await findDataKey(db, row.scope, row.id)) ?? row);
  }

  async function dataKeyToSealWith(
    tx: Tx,
    scope: string,
    now: Date,
  ): Promise<{ id: string; bytes: Uint8Array }> {
    const newest = await findNewestDataKey(tx, scope);
    if (newest) return { id: newest.id, bytes: await unwrap(tx, newest) };
    // A rotation drops the old master key once it has re-wrapped every data key it sees. So it either sees this one, or is
    // over, and then the file, read only now, has the key to wrap this one with.
    await holdOffDataKeyLock(tx);
    await masterKeys.reload();
    const id = newId("dk");
    const bytes = randomBytes(KEY_BYTES);
    await insertDataKey(tx, wrapDataKey(masterKeys, { scope, id, bytes, createdAt: now }));
    return { id, bytes };
  }

  return {
    async seal(tx, scope, identity, plaintext, now) {
      const dataKey = await dataKeyToSealWith(tx, scope, now);
      const ciphertext = seal(
        dataKey.bytes,
        Buffer.from(plaintext, "utf8"),
        sealingIdentity(scope, identity),
      );
      return { dataKeyId: dataKey.id, ciphertext };
    },
    async open(db, scope, identity, { dataKeyId, ciphertext }) {
      const row = await findDataKey(db, scope, dataKeyId);
      if (!row) throw new Error(`data key ${dataKeyId} is missing`);
      return open(await unwrap(db, row), ciphertext, sealingIdentity(scope, identity)).toString("utf8");
    },
    async derive(db, scope, purpose) {
      const row = await findOldestDataKey(db, scope);
      if (!row) throw new Error(`there is no data key for ${scope}`);
      return new Uint8Array(hkdfSync("sha256", await unwrap(db, row), "", `keywright ${purpose}`, KEY_BYTES));
    },
  };
}

/** For good: what was sealed in the scope cannot be opened again. */
export async function deleteDataKeys(tx: Tx, scope: string): Promise<void> {
  await deleteDataKeyRows(tx, scope);
}

export function wrapDataKey(
  masterKeys: MasterKeys,
  { scope, id, bytes, createdAt }: { scope: string; id: string; bytes: Uint8Array; createdAt: Date },
): DataKeyRow {
  const master = masterKeys.current();
  const wrapped = seal(master.bytes, bytes, wrappingIdentity(scope, id));
  return { scope, id, master_key_id: master.id, wrapped, created_at: createdAt };
}

export function unwrapDataKey(masterKeys: MasterKeys, row: DataKeyRow): Uint8Array {
  const master = masterKeys.find(row.master_key_id);
  if (!master) {
    throw new ConfigError(
      `The data key ${row.id} is wrapped by the master key ${row.master_key_id}, which this server does not have: ` +
        "set KEYWRIGHT_MASTER_KEY to it, or put its file back into the data folder.",
    );
  }
  return open(master.bytes, row.wrapped, wrappingIdentity(row.scope, row.id));
}

function wrappingIdentity(scope: string, id: string): string {
  return `data-key\0${scope}\0${id}`;
}

function sealingIdentity(scope: string, identity: string): string {
  return `${scope}\0${identity}`;
}
