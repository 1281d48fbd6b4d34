import { afterAll, beforeAll, expect, test } from "vitest";
import type { Sealed } from "./data-keys.ts";
import { rotateMasterKeyCommand } from "./rotate-master-key.ts";
import { masterKeyIdsInUse, NOW, openFor, openVault, sealFor, type Vault } from "./vault.test-support.ts";

const PROCESSES = 4;
const SCOPES_PER_PROCESS = 30;
const ROTATIONS = 12;

let vault: Vault;
beforeAll(async () => {
  vault = await openVault();
});
afterAll(() => vault.close());

test("no data key made in any process during rotations is left under a dropped master key", async () => {
  const { database } = vault;
  const kept: [string, Sealed][] = [];

  async function keepSecrets(process: number): Promise<void> {
    const masterKeys = await vault.masterKeys();
    for (let i = 0; i < SCOPES_PER_PROCESS; i++) {
      const scope = `org_${process}_${i}`;
      kept.push([scope, await sealFor(database, masterKeys, scope, `value of ${scope}`)]);
    }
  }
  async function rotateOften(): Promise<void> {
    const masterKeys = await vault.masterKeys();
    for (let i = 0; i < ROTATIONS; i++) await rotateMasterKeyCommand({ database, masterKeys, now: NOW });
  }
  const processes = Array.from({ length: PROCESSES }, (_, process) => keepSecrets(process));
  await Promise.all([rotateOften(), rotateOften(), ...processes]);

  const masterKeys = await vault.masterKeys();
  expect(masterKeys.all()).toHaveLength(1);
  expect(await masterKeyIdsInUse(database)).toEqual([masterKeys.current().id]);
  for (const [scope, sealed] of kept) {
    expect(await openFor(database, masterKeys, scope, sealed)).toBe(`value of ${scope}`);
  }
});
