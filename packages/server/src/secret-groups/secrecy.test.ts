import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { wholeDatabase } from "../../test/whole-database.ts";
import { SHOP, type Shop, startShop } from "./shop.test-support.ts";

const MARK = "s3cr3t-m4rk-";

let shop: Shop;
let owner: Client;
beforeAll(async () => {
  shop = await startShop();
  owner = shop.owner;
});
afterAll(() => shop.close());

const at = (secretId: string) => ({ params: { ...SHOP, secretId } });

test("a ciphertext moved to another row does not open, and the answer says nothing but the request's id", async () => {
  await shop.create({ name: "Mine", secrets: { variables: { A: `${MARK}moved` } } });
  await shop.create({ name: "Yours" });
  const { kysely } = shop.kw.database;
  const { ciphertext, data_key_id } = await kysely
    .selectFrom("secret_group")
    .select(["ciphertext", "data_key_id"])
    .where("slug", "=", "mine")
    .executeTakeFirstOrThrow();
  await kysely
    .updateTable("secret_group")
    .set({ ciphertext, data_key_id })
    .where("slug", "=", "yours")
    .execute();

  const error = await owner.getSecretGroup(at("yours")).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ status: 500, code: "internal_error" });
  expect(JSON.stringify(error)).not.toContain(MARK);
  expect((await shop.get("mine")).secrets.variables).toEqual({ A: `${MARK}moved` });
});

test("values come into no table, log line, event or error, whatever is done with them", async () => {
  const secrets = {
    variables: { A: `${MARK}variable` },
    files: { f: { data: `${MARK}file` } },
    dockerSecretMounts: { m: `${MARK}mount` },
  };
  const body = { name: "Marked", secretType: "environment", priority: 1, secrets } as const;
  const errors: unknown[] = [];
  const failing = (call: Promise<unknown>) =>
    call.catch((error: unknown) => errors.push(error, String(error)));

  await owner.createSecretGroup({ params: SHOP, body }, { idempotencyKey: "marked-1" });
  await owner.putSecretGroup({ params: SHOP, body }, { idempotencyKey: "marked-2" });
  await owner.patchSecretGroup({
    ...at("marked"),
    body: { secrets: { variables: { B: `${MARK}patched` } } },
  });
  await owner.getSecretGroup(at("marked"));
  await failing(owner.createSecretGroup({ params: SHOP, body }));
  await failing(owner.createSecretGroup({ params: SHOP, body: { ...body, priority: 999 } }));
  const misplaced = {
    ...body,
    secrets: { variables: { "not a name": `${MARK}bad` }, files: { f: `${MARK}bad` } },
  };
  await failing(owner.createSecretGroup({ params: SHOP, body: misplaced as never }));
  await owner.deleteSecretGroup(at("marked"));
  expect(errors).toHaveLength(6);

  const { auditEvents } = await owner.listOrgAuditEvents({ query: { per_page: 100 } });
  for (const text of [
    JSON.stringify(errors),
    JSON.stringify(auditEvents),
    shop.kw.logs(),
    await wholeDatabase(shop.kw.database),
  ]) {
    expect(text.length).toBeGreaterThan(100);
    expect(text).not.toContain(MARK);
  }
});

test("a repeated write is answered without the values that its first answer showed", async () => {
  const body = {
    name: "Repeated",
    secretType: "environment",
    priority: 1,
    secrets: { variables: { A: "1" } },
  } as const;
  const create = () => owner.createSecretGroup({ params: SHOP, body }, { idempotencyKey: "repeated" });
  const { secrets, ...shown } = await create();
  expect(secrets?.variables).toEqual({ A: "1" });
  expect(await create()).toEqual(shown);
});

test("values still open after the master key is rotated over the API", async () => {
  await shop.create({ name: "Lasting", secrets: { variables: { A: "1" } } });
  const { kysely } = shop.kw.database;
  const before = await kysely.selectFrom("data_key").select("id").execute();
  const rotation = await owner.rotateMasterKey();
  expect(rotation.rewrappedKeys).toBe(before.length);
  expect((await shop.get("lasting")).secrets.variables).toEqual({ A: "1" });
  await owner.patchSecretGroup({ ...at("lasting"), body: { secrets: { variables: { A: "2" } } } });
  expect((await shop.get("lasting")).secrets.variables).toEqual({ A: "2" });
  const inUse = await kysely.selectFrom("data_key").select("master_key_id").distinct().execute();
  expect(inUse).toEqual([{ master_key_id: rotation.masterKeyId }]);
});
