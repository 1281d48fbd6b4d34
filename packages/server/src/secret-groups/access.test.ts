import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { DEV, onlyIn, PROD, SHOP, type Shop, startShop } from "./shop.test-support.ts";

let shop: Shop;
let owner: Client;
beforeAll(async () => {
  shop = await startShop();
  owner = shop.owner;
});
afterAll(() => shop.close());

const ALL = ["list", "create", "read-values", "update", "delete"] as const;
const allOf = (type: "secret" | "config") => ALL.map((action) => `${type}:${action}` as const);
const at = (secretId: string) => ({ params: { ...SHOP, secretId } });

async function listedBy(client: Client, perPage = 100): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of client.listSecretGroups.rows({ params: SHOP, query: { per_page: perPage } }))
    ids.push(id);
  return ids;
}

/** Every operation on one group that is there. */
function operationsOn(client: Client, secretId: string) {
  return {
    getSecretGroup: () => client.getSecretGroup(at(secretId)),
    getSecretGroupDetails: () => client.getSecretGroupDetails(at(secretId)),
    patchSecretGroup: () => client.patchSecretGroup({ ...at(secretId), body: { priority: 1 } }),
    updateSecretGroup: () => client.updateSecretGroup({ ...at(secretId), body: { priority: 1 } }),
    deleteSecretGroup: () => client.deleteSecretGroup(at(secretId)),
  };
}

describe("the rights to one type of group", () => {
  test("are no rights to the other, and the refusal names the right that is missing", async () => {
    for (const type of ["secret", "config"] as const) {
      const other = type === "secret" ? "config" : "secret";
      const { id } = await shop.create({ name: `Typed ${type}`, type });
      const client = await shop.clientWith(allOf(other));
      for (const [operation, run] of Object.entries(operationsOn(client, id))) {
        const { message } = await refuses(owner, "permission_missing", run);
        expect(message, operation).toContain(type === "secret" ? "> SecretGroups >" : "> ConfigGroups >");
      }
      const body = { name: `Typed ${type}`, type, secretType: "environment", priority: 1 } as const;
      await refuses(owner, "permission_missing", () => client.createSecretGroup({ params: SHOP, body }));
      await refuses(owner, "permission_missing", () => client.putSecretGroup({ params: SHOP, body }));
      expect(await listedBy(client)).not.toContain(id);
    }
  });

  test("are worth nothing in a project that the role does not reach: its groups are not found", async () => {
    const { id } = await shop.create({ name: "Out of reach" });
    const client = await shop.clientWith(allOf("secret"), { enabled: true, projects: ["blog"] });
    for (const run of Object.values(operationsOn(client, id))) await refuses(owner, "not_found", run);
    await refuses(owner, "not_found", () => listedBy(client));
  });

  test("are asked one by one: updating needs no reading, reading no listing", async () => {
    const { id } = await shop.create({ name: "One by one" });
    for (const right of ["list", "read-values", "update", "delete"] as const) {
      const others = ALL.filter((action) => action !== right).map((action) => `secret:${action}` as const);
      const client = await shop.clientWith(others);
      const { getSecretGroup, patchSecretGroup, deleteSecretGroup } = operationsOn(client, id);
      const attempts = {
        list: () => listedBy(client),
        "read-values": getSecretGroup,
        update: patchSecretGroup,
        delete: deleteSecretGroup,
      };
      await refuses(owner, "permission_missing", attempts[right]);
    }
    expect((await shop.get(id)).priority).toBe(10);
  });

  test("to create and to update are told apart by PUT", async () => {
    const creator = await shop.clientWith(["secret:create"]);
    const updater = await shop.clientWith(["secret:update"]);
    const body = { name: "Put by rights", secretType: "environment", priority: 1 } as const;
    await refuses(owner, "permission_missing", () => updater.putSecretGroup({ params: SHOP, body }));
    expect((await creator.putSecretGroup({ params: SHOP, body })).id).toBe("put-by-rights");
    await refuses(owner, "permission_missing", () => creator.putSecretGroup({ params: SHOP, body }));
    expect((await updater.putSecretGroup({ params: SHOP, body: { ...body, priority: 2 } })).priority).toBe(2);
  });
});

describe("values", () => {
  test("are in no list", async () => {
    await shop.create({ name: "Listed", secrets: { variables: { A: "in-the-list?" } } });
    const { secrets } = await owner.listSecretGroups({ params: SHOP });
    expect(JSON.stringify(secrets)).not.toContain("in-the-list?");
    expect(secrets.find(({ id }) => id === "listed")?.updatedAt).toMatch(/^\d{4}-/);
    expect(secrets[0]).not.toHaveProperty("secrets");
  });

  test("are answered to a write only if its caller may read them", async () => {
    const secrets = { variables: { A: "1" } };
    const body = { name: "Written", secretType: "environment", priority: 1, secrets } as const;
    const writer = await shop.clientWith(["secret:create", "secret:update", "config:read-values"]);
    const reader = await shop.clientWith(["secret:create", "secret:update", "secret:read-values"]);
    const shown = (group: { secrets?: unknown }) => group.secrets;

    expect(shown(await writer.createSecretGroup({ params: SHOP, body }))).toBeUndefined();
    expect(shown(await writer.putSecretGroup({ params: SHOP, body }))).toBeUndefined();
    expect(shown(await writer.patchSecretGroup({ ...at("written"), body: { priority: 2 } }))).toBeUndefined();
    expect(shown(await reader.patchSecretGroup({ ...at("written"), body: { priority: 3 } }))).toMatchObject(
      secrets,
    );
    expect(shown(await reader.putSecretGroup({ params: SHOP, body }))).toMatchObject(secrets);
  });
});

describe("a role restricted to environments", () => {
  let dev: Client;
  beforeAll(async () => {
    dev = await shop.clientWith([...allOf("secret"), "config:list"], onlyIn(DEV));
    await shop.create({ name: "Env dev", environment: DEV });
    await shop.create({ name: "Env prod", environment: PROD });
    await shop.create({ name: "Env none" });
    await shop.create({ name: "Env dev config", environment: DEV, type: "config" });
  });

  test("does not reach groups of other environments, nor those that serve all", async () => {
    for (const id of ["env-prod", "env-none"]) {
      for (const run of Object.values(operationsOn(dev, id)))
        await refuses(owner, "environment_restricted", run);
    }
    expect((await dev.getSecretGroup(at("env-dev"))).environment).toBe(DEV);
    await refuses(owner, "permission_missing", () => dev.getSecretGroup(at("env-dev-config")));
  });

  test("lists what it reaches and nothing else, page by page without gaps", async () => {
    for (let i = 0; i < 7; i++) await shop.create({ name: `Page ${i}`, environment: [DEV, PROD][i % 2] });
    const reached = await listedBy(dev);
    expect(reached).toEqual(["page-6", "page-4", "page-2", "page-0", "env-dev-config", "env-dev"]);
    for (const perPage of [1, 2, 5]) expect(await listedBy(dev, perPage)).toEqual(reached);
  });

  test("lists each type in the environments of that type's right", async () => {
    const { id } = await shop.create({ name: "Lists apart", type: "config", environment: PROD });
    const secretsOnly = await shop.clientWith(["secret:list"]);
    expect(await listedBy(secretsOnly)).not.toContain(id);
    expect(await listedBy(secretsOnly)).toContain("env-prod");
    const configOnly = await shop.clientWith(["config:list"], onlyIn(PROD));
    expect(await listedBy(configOnly)).toEqual([id]);
  });

  test("makes no group outside them, nor one that serves all", async () => {
    const body = { name: "Env new", secretType: "environment", priority: 1 } as const;
    for (const environment of [PROD, "unheard-of", null, undefined]) {
      const given = { ...body, ...(environment !== undefined && { environment }) };
      for (const operation of ["createSecretGroup", "putSecretGroup"] as const) {
        await refuses(owner, "environment_restricted", () => dev[operation]({ params: SHOP, body: given }));
      }
    }
    expect(
      (await dev.createSecretGroup({ params: SHOP, body: { ...body, environment: DEV } })).environment,
    ).toBe(DEV);
  });

  test("moves no group out of its environments or into them", async () => {
    const move = (id: string, environment: string | null) => () =>
      dev.patchSecretGroup({ ...at(id), body: { environment } });
    await refuses(owner, "environment_restricted", move("env-dev", PROD));
    await refuses(owner, "environment_restricted", move("env-dev", null));
    await refuses(owner, "environment_restricted", move("env-prod", DEV));
    await refuses(owner, "environment_restricted", move("env-none", DEV));
    expect((await shop.get("env-dev")).environment).toBe(DEV);
  });
});

describe("moving a group to an environment", () => {
  test("takes the right to read the values that come along, or they would be shown to others by who has not seen them", async () => {
    const writer = await shop.clientWith(["secret:update"]);
    const reader = await shop.clientWith(["secret:update", "secret:read-values"]);
    await shop.create({ name: "Mover", environment: PROD, secrets: { variables: { A: "1" } } });
    const move = (client: Client, body: object) => client.patchSecretGroup({ ...at("mover"), body });

    await refuses(owner, "permission_missing", () => move(writer, { environment: DEV }));
    const values = { variables: {}, files: {} };
    await refuses(owner, "permission_missing", () => move(writer, { environment: DEV, secrets: values }));
    expect((await move(reader, { environment: DEV })).environment).toBe(DEV);
    // Fewer may read a group that serves all environments, so nothing is given away.
    expect((await move(writer, { environment: null })).environment).toBeUndefined();
    const all = { ...values, dockerSecretMounts: {} };
    expect((await move(writer, { environment: PROD, secrets: all })).environment).toBe(PROD);
    const body = { name: "Mover", secretType: "environment", priority: 1, environment: DEV } as const;
    expect((await writer.putSecretGroup({ params: SHOP, body })).environment).toBe(DEV);
    expect((await shop.get("mover")).secrets.variables).toEqual({});
  });
});
