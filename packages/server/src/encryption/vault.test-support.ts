import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTestDatabase } from "../../test/test-database.ts";
import type { Database } from "../db/database.ts";
import { createEncryption, type Sealed } from "./data-keys.ts";
import { loadMasterKeys, type MasterKeys } from "./master-keys.ts";

export const NOW = new Date("2026-03-01T12:00:00Z");
const IDENTITY = "row-1";

/** An empty installation's database, and a folder for the master key file. */
export async function openVault() {
  const database = await openTestDatabase();
  await database.kysely
    .insertInto("org")
    .values({
      id: "org_home",
      slug: "home",
      name: "Home",
      home: true,
      suspended_at: null,
      max_lifetime_seconds: null,
      created_at: NOW,
      updated_at: NOW,
    })
    .execute();
  const folder = await mkdtemp(join(tmpdir(), "keywright-vault-"));
  const file = join(folder, "master-key");
  return {
    database,
    file,
    /** What another process has in memory. */
    masterKeys: () => loadMasterKeys([], file),
    fileText: () => readFile(file, "utf8"),
    async close() {
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
}
export type Vault = Awaited<ReturnType<typeof openVault>>;

export function randomMasterKey(): string {
  return randomBytes(32).toString("base64");
}

/** Keeps a value, each scope under a data key of its own. */
export function sealFor(
  database: Database,
  masterKeys: MasterKeys,
  scope: string,
  value: string,
): Promise<Sealed> {
  const encryption = createEncryption(masterKeys);
  return database.kysely.transaction().execute((tx) => encryption.seal(tx, scope, IDENTITY, value, NOW));
}

export function openFor(
  database: Database,
  masterKeys: MasterKeys,
  scope: string,
  sealed: Sealed,
): Promise<string> {
  return createEncryption(masterKeys).open(database.kysely, scope, IDENTITY, sealed);
}

export async function masterKeyIdsInUse(database: Database): Promise<string[]> {
  const rows = await database.kysely.selectFrom("data_key").select("master_key_id").distinct().execute();
  return rows.map((row) => row.master_key_id);
}
