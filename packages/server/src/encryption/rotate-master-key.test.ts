import { stat } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { transact, Work } from "../changes/work.ts";
import { ConfigError } from "../config.ts";
import { markTransaction } from "../db/transaction-guard.ts";
import { createEncryption, type Sealed } from "./data-keys.ts";
import { loadMasterKeys, type MasterKeys } from "./master-keys.ts";
import { rotateMasterKey, rotateMasterKeyCommand } from "./rotate-master-key.ts";
import {
  masterKeyIdsInUse,
  NOW,
  openFor,
  openVault,
  randomMasterKey,
  sealFor,
  type Vault,
} from "./vault.test-support.ts";

const CALLER = { type: "system", name: "test" } as const;
const SCOPES = ["installation", "org_a", "org_b"];

let vault: Vault;
let sealed: Map<string, Sealed>;
beforeAll(async () => {
  vault = await openVault();
  const masterKeys = await vault.masterKeys();
  sealed = new Map();
  for (const scope of SCOPES)
    sealed.set(scope, await sealFor(vault.database, masterKeys, scope, `value of ${scope}`));
});
afterAll(() => vault.close());

async function expectEverythingOpens(masterKeys: MasterKeys): Promise<void> {
  for (const [scope, value] of sealed) {
    expect(await openFor(vault.database, masterKeys, scope, value)).toBe(`value of ${scope}`);
  }
}

async function fileKeys(): Promise<string[]> {
  return (await vault.fileText()).trim().split("\n");
}

const rotate = (masterKeys: MasterKeys) =>
  rotateMasterKeyCommand({ database: vault.database, masterKeys, now: NOW });

test("a master key of the environment is not touched, and the refusal says what to do instead", async () => {
  const external = await loadMasterKeys(await fileKeys(), "");
  const before = await masterKeyIdsInUse(vault.database);
  const rotation = transact(vault.database, { now: NOW, caller: CALLER }, (work) =>
    rotateMasterKey(work, external),
  );
  await expect(rotation).rejects.toMatchObject({
    code: "master_key_external",
    message: /KEYWRIGHT_MASTER_KEY_PREVIOUS/,
  });
  expect(await masterKeyIdsInUse(vault.database)).toEqual(before);
});

test("the command with one key in the environment says which two it needs", async () => {
  const external = await loadMasterKeys(await fileKeys(), "");
  await expect(rotate(external)).rejects.toThrow(ConfigError);
});

test("the command refuses, and changes nothing, when a data key is wrapped by a key it was not given", async () => {
  const before = await masterKeyIdsInUse(vault.database);
  const external = await loadMasterKeys([randomMasterKey(), randomMasterKey()], "");
  await expect(rotate(external)).rejects.toThrow(/not among the master keys given/);
  expect(await masterKeyIdsInUse(vault.database)).toEqual(before);
});

test("a crash before the commit leaves every value readable, and the next rotation clears up", async () => {
  const masterKeys = await vault.masterKeys();
  const [old] = await fileKeys();
  const crash = transact(vault.database, { now: NOW, caller: CALLER }, async (work) => {
    await rotateMasterKey(work, masterKeys);
    throw new Error("crash");
  });
  await expect(crash).rejects.toThrow("crash");

  expect(await fileKeys()).toEqual([expect.any(String), old]);
  await expectEverythingOpens(masterKeys);
  await expectEverythingOpens(await vault.masterKeys());
  await rotate(await vault.masterKeys());
  expect(await fileKeys()).toHaveLength(1);
  await expectEverythingOpens(await vault.masterKeys());
});

test("a crash between the commit and dropping the old key leaves every value readable, and the next rotation clears up", async () => {
  const masterKeys = await vault.masterKeys();
  const [old] = await fileKeys();
  // The transaction alone: what comes after its commit never runs.
  await vault.database.kysely.transaction().execute((tx) =>
    markTransaction(async () => {
      const work = new Work(tx, NOW, CALLER);
      await rotateMasterKey(work, masterKeys);
      await work.finish();
    }),
  );

  const [current, ...older] = await fileKeys();
  expect(older).toEqual([old]);
  await expectEverythingOpens(await vault.masterKeys());
  await expectEverythingOpens(await loadMasterKeys([current as string], ""));
  await rotate(await vault.masterKeys());
  expect(await fileKeys()).toHaveLength(1);
  await expectEverythingOpens(await vault.masterKeys());
});

test("after a rotation the new key opens everything and the old one nothing", async () => {
  const [old] = await fileKeys();
  const rotation = await rotate(await vault.masterKeys());
  const masterKeys = await vault.masterKeys();
  expect(rotation).toEqual({ rewrappedKeys: SCOPES.length, masterKeyId: masterKeys.current().id });
  expect(await masterKeyIdsInUse(vault.database)).toEqual([rotation.masterKeyId]);
  await expectEverythingOpens(masterKeys);

  expect(await fileKeys()).not.toContain(old);
  const withOldKey = await loadMasterKeys([old as string], "");
  for (const [scope, value] of sealed) {
    await expect(openFor(vault.database, withOldKey, scope, value)).rejects.toThrow();
  }
});

test("the file stays for its owner alone", async () => {
  await rotate(await vault.masterKeys());
  expect((await stat(vault.file)).mode & 0o777).toBe(0o600);
});

test("a server that runs meanwhile goes on reading, and keeps new values under the new key", async () => {
  const running = await vault.masterKeys();
  const encryption = createEncryption(running);
  const secret = await encryption.derive(vault.database.kysely, "installation", "test");
  const { masterKeyId } = await rotate(await vault.masterKeys());

  sealed.set("org_new", await sealFor(vault.database, running, "org_new", "value of org_new"));
  expect(await masterKeyIdsInUse(vault.database)).toEqual([masterKeyId]);
  await expectEverythingOpens(running);
  await expectEverythingOpens(await vault.masterKeys());
  expect(await encryption.derive(vault.database.kysely, "installation", "test")).toEqual(secret);
});

test("a value whose data key was read just before a rotation ended still opens", async () => {
  const running = await vault.masterKeys();
  const wrappedBy = running.current().id;
  let rotated = false;
  // The data key's row is read by now, and names a master key that is about to be gone.
  const overtaken: MasterKeys = {
    ...running,
    find(id) {
      return rotated || id !== wrappedBy ? running.find(id) : undefined;
    },
    async reload() {
      if (!rotated) await rotate(await vault.masterKeys());
      rotated = true;
      await running.reload();
    },
  };
  const opened = await openFor(vault.database, overtaken, "org_a", sealed.get("org_a") as Sealed);
  expect(running.find(wrappedBy)).toBeUndefined();
  expect(opened).toBe("value of org_a");
});

test("two rotations at once both end, and lose nothing", async () => {
  const [first, second] = await Promise.all([
    rotate(await vault.masterKeys()),
    rotate(await vault.masterKeys()),
  ]);
  expect(first.masterKeyId).not.toBe(second.masterKeyId);
  expect(await fileKeys()).toHaveLength(1);
  await expectEverythingOpens(await vault.masterKeys());
});

test("a rotation leaves one audit event in the operator's organization, without key material", async () => {
  const events = () =>
    vault.database.kysely
      .selectFrom("audit_event")
      .selectAll()
      .where("action", "=", "master-key.rotate")
      .execute();
  const before = await events();
  const [old] = await fileKeys();
  const previous = (await vault.masterKeys()).current().id;
  const { masterKeyId, rewrappedKeys } = await rotate(await vault.masterKeys());
  const added = (await events()).filter(({ id }) => before.every((event) => event.id !== id));
  expect(added).toEqual([
    expect.objectContaining({
      org_id: "org_home",
      actor_id: "rotate-master-key",
      before: { masterKeyIds: [previous] },
      after: { masterKeyId, rewrappedKeys },
      revision: null,
    }),
  ]);
  for (const key of [old, ...(await fileKeys())]) expect(JSON.stringify(added)).not.toContain(key);
});

test("with both keys in the environment the command brings everything under the new one, once", async () => {
  const [old] = await fileKeys();
  const fresh = randomMasterKey();
  const both = await loadMasterKeys([fresh, old as string], "");
  expect(await rotate(both)).toEqual({ rewrappedKeys: sealed.size, masterKeyId: both.current().id });
  expect(await rotate(both)).toEqual({ rewrappedKeys: 0, masterKeyId: both.current().id });
  await expectEverythingOpens(await loadMasterKeys([fresh], ""));
  await expect(expectEverythingOpens(await loadMasterKeys([old as string], ""))).rejects.toThrow();
});
