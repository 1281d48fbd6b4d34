import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEV, PROD, SHOP, type Shop, startShop } from "./shop.test-support.ts";

const ROUNDS = 10;

let shop: Shop;
let owner: Client;
beforeAll(async () => {
  shop = await startShop();
  owner = shop.owner;
});
afterAll(() => shop.close());

/** Starts all at once; answers how each ended. */
async function race(...operations: (() => Promise<unknown>)[]): Promise<string[]> {
  const ends = await Promise.allSettled(operations.map((operation) => operation()));
  return ends.map((end) => (end.status === "fulfilled" ? "done" : (end.reason as { code: string }).code));
}

async function newProject(name: string): Promise<{ projectId: string }> {
  const { id } = await owner.createProject({ body: { name, environments: [DEV, PROD] } });
  return { projectId: id };
}

test("writes that meet the end of their project come before it or find nothing, and never fail", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const params = await newProject(`Ending ${round}`);
    for (const name of ["Edited", "Deleted"]) await shop.create({ name }, params.projectId);
    const group = (secretId: string) => ({ params: { ...params, secretId } });
    const body = { name: "Put", secretType: "environment", priority: 1, environment: DEV } as const;
    const ends = await race(
      () => shop.create({ name: "New", environment: PROD }, params.projectId),
      () => owner.putSecretGroup({ params, body }),
      () => owner.patchSecretGroup({ ...group("edited"), body: { environment: DEV } }),
      () => owner.deleteProject({ params, query: { delete_child_objects: "true" } }),
      () => owner.patchSecretGroup({ ...group("edited"), body: { secrets: { variables: { A: "1" } } } }),
      () => owner.deleteSecretGroup(group("deleted")),
      () => owner.putSecretGroup({ params, body }),
    );
    expect(ends[3]).toBe("done");
    for (const end of ends) expect(["done", "not_found"]).toContain(end);
  }
});

test("edits of one group at the same moment all count", async () => {
  const params = await newProject("Busy");
  for (let round = 0; round < ROUNDS; round++) {
    const name = `Busy ${round}`;
    const { id: secretId } = await shop.create({ name }, params.projectId);
    const edit = (secrets: object) => () =>
      owner.patchSecretGroup({ params: { ...params, secretId }, body: { secrets } });
    const parts = {
      variables: { A: "1" },
      files: { f: { data: "x", encoding: "utf-8" } },
      dockerSecretMounts: { m: "y" },
    };
    const edits = Object.entries(parts).map(([part, values]) => edit({ [part]: values }));
    expect(await race(...edits)).toEqual(["done", "done", "done"]);
    expect((await owner.getSecretGroup({ params: { ...params, secretId } })).secrets).toEqual(parts);
  }
});

test("an edit that meets the deletion of its group comes before it or finds nothing, and never fails", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { id: secretId } = await shop.create({ name: `Vanishing ${round}` });
    const params = { ...SHOP, secretId };
    const edit = () => owner.patchSecretGroup({ params, body: { priority: 1 } });
    const ends = await race(edit, () => owner.deleteSecretGroup({ params }), edit, edit);
    expect(ends[1]).toBe("done");
    for (const end of ends) expect(["done", "not_found"]).toContain(end);
  }
});
