import { afterAll, beforeAll, expect, test } from "vitest";
import { createEncryption } from "./data-keys.ts";
import { loadMasterKeys, type MasterKeys } from "./master-keys.ts";
import { NOW, openFor, openVault, randomMasterKey, sealFor, type Vault } from "./vault.test-support.ts";

let vault: Vault;
let masterKeys: MasterKeys;
beforeAll(async () => {
  vault = await openVault();
  masterKeys = await vault.masterKeys();
});
afterAll(() => vault.close());

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("without the master key nothing opens, and the error names only the key's fingerprint", async () => {
  const sealed = await sealFor(vault.database, masterKeys, "org_a", "hunter2");
  const stranger = await loadMasterKeys([randomMasterKey()], "");
  const opening = openFor(vault.database, stranger, "org_a", sealed);
  await expect(opening).rejects.toThrow(new RegExp(`wrapped by the master key ${masterKeys.current().id}`));
});

test("another key under the right fingerprint does not open anything either", async () => {
  const sealed = await sealFor(vault.database, masterKeys, "org_a", "hunter2");
  const stranger = await loadMasterKeys([randomMasterKey()], "");
  const impostor = { ...stranger, find: () => stranger.current() };
  await expect(openFor(vault.database, impostor, "org_a", sealed)).rejects.toThrow();
});

test("a ciphertext moved to another row does not open", async () => {
  const encryption = createEncryption(masterKeys);
  const sealed = await sealFor(vault.database, masterKeys, "org_a", "hunter2");
  await expect(encryption.open(vault.database.kysely, "org_a", "row-2", sealed)).rejects.toThrow();
});

test("a ciphertext moved to another organization does not open, not even with its data key", async () => {
  const sealed = await sealFor(vault.database, masterKeys, "org_a", "hunter2");
  await sealFor(vault.database, masterKeys, "org_b", "other");
  await expect(openFor(vault.database, masterKeys, "org_b", sealed)).rejects.toThrow(/is missing/);

  const key = { scope: "org_a", id: sealed.dataKeyId };
  const { kysely } = vault.database;
  const row = await kysely
    .selectFrom("data_key")
    .selectAll()
    .where("scope", "=", key.scope)
    .where("id", "=", key.id)
    .executeTakeFirstOrThrow();
  await kysely
    .insertInto("data_key")
    .values({ ...row, scope: "org_b" })
    .execute();
  await expect(openFor(vault.database, masterKeys, "org_b", sealed)).rejects.toThrow();
  await kysely.deleteFrom("data_key").where("scope", "=", "org_b").where("id", "=", key.id).execute();
});

test("what is stored shows nothing of the value", async () => {
  const sealed = await sealFor(vault.database, masterKeys, "org_a", "hunter2");
  const rows = await vault.database.kysely.selectFrom("data_key").selectAll().execute();
  const stored = hex(Buffer.concat([sealed.ciphertext, ...rows.map((row) => row.wrapped)]));
  expect(stored).not.toContain(hex(Buffer.from("hunter2")));
  expect(stored).not.toContain(hex(masterKeys.current().bytes));
});

test("each organization has one data key of its own", async () => {
  const first = await sealFor(vault.database, masterKeys, "org_c", "1");
  const second = await sealFor(vault.database, masterKeys, "org_c", "2");
  const other = await sealFor(vault.database, masterKeys, "org_d", "3");
  expect(second.dataKeyId).toBe(first.dataKeyId);
  expect(other.dataKeyId).not.toBe(first.dataKeyId);
});

test("what is sealed opens again, unchanged, whatever its text", async () => {
  for (const value of ["", "hunter2", "ключ \u{1f511} \0 \n", "x".repeat(1_000_000)]) {
    const sealed = await sealFor(vault.database, masterKeys, "org_a", value);
    expect(await openFor(vault.database, masterKeys, "org_a", sealed)).toBe(value);
  }
});

test("derived secrets differ by purpose and organization, and stay the same", async () => {
  const encryption = createEncryption(masterKeys);
  const { kysely } = vault.database;
  await kysely.transaction().execute((tx) => encryption.seal(tx, "org_e", "row", "", NOW));
  const derived = async (scope: string, purpose: string) =>
    hex(await encryption.derive(kysely, scope, purpose));
  const texts = await Promise.all([
    derived("org_a", "one"),
    derived("org_a", "two"),
    derived("org_e", "one"),
  ]);
  expect(new Set(texts).size).toBe(3);
  expect(await derived("org_a", "one")).toBe(texts[0]);
});
