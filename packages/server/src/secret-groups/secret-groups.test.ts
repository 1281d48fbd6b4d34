import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { DEV, type GroupBody, PROD, SHOP, type Shop, startShop } from "./shop.test-support.ts";

let shop: Shop;
let owner: Client;
beforeAll(async () => {
  shop = await startShop();
  owner = shop.owner;
});
afterAll(() => shop.close());

const at = (secretId: string) => ({ params: { ...SHOP, secretId } });
const bodyOf = (fields: Partial<GroupBody> & { name: string }): GroupBody => ({
  secretType: "environment",
  priority: 10,
  ...fields,
});
const put = (fields: Partial<GroupBody> & { name: string }) =>
  owner.putSecretGroup({ params: SHOP, body: bodyOf(fields) });
const NO_VALUES = { variables: {}, files: {}, dockerSecretMounts: {} };

describe("a secret group", () => {
  test("that does not exist is not found, whatever is asked of it", async () => {
    await refuses(owner, "not_found", () => owner.getSecretGroup(at("none")));
    await refuses(owner, "not_found", () => owner.getSecretGroupDetails(at("none")));
    await refuses(owner, "not_found", () => owner.patchSecretGroup({ ...at("none"), body: {} }));
    await refuses(owner, "not_found", () => owner.updateSecretGroup({ ...at("none"), body: {} }));
    await refuses(owner, "not_found", () => owner.deleteSecretGroup(at("none")));
  });

  test("is found only in its own project, and its id is free in every other", async () => {
    await shop.create({ name: "Placed" });
    const inBlog = { params: { projectId: "blog", secretId: "placed" } };
    await refuses(owner, "not_found", () => owner.getSecretGroup(inBlog));
    await refuses(owner, "not_found", () => owner.deleteSecretGroup(inBlog));
    expect((await shop.create({ name: "Placed" }, "blog")).projectId).toBe("blog");
  });

  test("takes no id that another of the project has", async () => {
    await shop.create({ name: "Taken" });
    const { details } = await refuses(owner, "slug_taken", () =>
      shop.create({ name: "taken!", type: "config" }),
    );
    expect(Object.keys(details ?? {})).toEqual(["name"]);
  });

  test("belongs to no environment that its project does not have", async () => {
    await shop.create({ name: "Environments" });
    const environment = "staging";
    const attempts = [
      () => shop.create({ name: "Environments 2", environment }),
      () => put({ name: "Environments", environment }),
      () => put({ name: "Environments 2", environment }),
      () => owner.patchSecretGroup({ ...at("environments"), body: { environment } }),
    ];
    for (const attempt of attempts) {
      const { details } = await refuses(owner, "unknown_reference", attempt);
      expect(Object.keys(details ?? {})).toEqual(["environment"]);
    }
  });

  test("refuses text that the database cannot keep, instead of failing on it", async () => {
    const nul = "a\0b";
    const bodies: Partial<GroupBody>[] = [
      { tags: [nul] },
      { restrictions: { nfObjects: [{ id: nul, type: "job" }] } },
      { secrets: { files: { [nul]: { data: "" } } } },
      { secrets: { files: { "a\ud800": { data: "" } } } },
      { secrets: { dockerSecretMounts: { [nul]: "" } } },
    ];
    for (const body of bodies) {
      await refuses(owner, "validation_failed", () => shop.create({ name: "Unprintable", ...body }));
    }
  });

  test("answers what it was given, and says so in one event without values", async () => {
    const body = {
      name: "Whole Thing",
      description: "All of it",
      type: "config",
      secretType: "environment-arguments",
      priority: 42,
      environment: DEV,
      tags: ["a", "b"],
      restrictions: {
        restricted: true,
        nfObjects: [{ id: "web", type: "service" }],
        tags: ["t"],
        tagMatchCondition: "and",
      },
      secrets: {
        variables: { PORT: 8080, DEBUG: true, constructor: "c" },
        files: { "/etc/app.conf": { data: "key=value" } },
        dockerSecretMounts: { npmrc: "token" },
      },
    } as const;
    const create = () => owner.createSecretGroup({ params: SHOP, body: body as never });
    const { result, event } = await leavesOneEvent(owner, "secret-group.create", create);
    const { secrets, ...metadata } = body;
    expect(result).toEqual({
      ...metadata,
      id: "whole-thing",
      projectId: "shop",
      secrets: {
        ...secrets,
        variables: { PORT: "8080", DEBUG: "true", constructor: "c" },
        files: { "/etc/app.conf": { data: "key=value", encoding: "utf-8" } },
      },
      createdAt: expect.any(String),
      updatedAt: result.createdAt,
    });
    expect(await shop.get("whole-thing")).toEqual(result);
    expect(event).toMatchObject({ target: { type: "secret-group", id: "whole-thing" }, projectId: "shop" });
    expect(event.after?.secrets).toEqual({
      variables: { added: ["PORT", "DEBUG", "constructor"] },
      files: { added: ["/etc/app.conf"] },
      dockerSecretMounts: { added: ["npmrc"] },
    });
  });

  test("inherits nothing, so what it inherits is empty", async () => {
    await shop.create({ name: "Heir", secrets: { variables: { A: "1" } } });
    const show = async (query: { show?: "this" | "inherited" | "all" }) =>
      (await owner.getSecretGroup({ ...at("heir"), query })).secrets;
    expect(await show({ show: "inherited" })).toEqual(NO_VALUES);
    for (const query of [{}, { show: "this" }, { show: "all" }] as const) {
      expect(await show(query)).toEqual({ ...NO_VALUES, variables: { A: "1" } });
    }
    const details = await owner.getSecretGroupDetails(at("heir"));
    expect(details).toMatchObject({ addonSecrets: [], secrets: { variables: { A: "1" } } });
  });

  test("goes for good when it is deleted, leaving one event", async () => {
    await shop.create({ name: "Gone", secrets: { variables: { A: "1" } } });
    const { result } = await leavesOneEvent(owner, "secret-group.delete", () =>
      owner.deleteSecretGroup(at("gone")),
    );
    expect(result).toEqual({});
    await refuses(owner, "not_found", () => owner.getSecretGroup(at("gone")));
  });

  test("keeps its project from being deleted by mistake, and goes with it on demand", async () => {
    await owner.createProject({ body: { name: "Short lived" } });
    const params = { projectId: "short-lived" };
    for (const name of ["One", "Two"]) await shop.create({ name }, "short-lived");
    await refuses(owner, "project_not_empty", () => owner.deleteProject({ params }));
    const query = { delete_child_objects: "true" } as const;
    expect((await owner.deleteProject({ params, query })).deletedSecretGroups).toBe(2);
  });
});

describe("PATCH", () => {
  const secrets = { variables: { A: "1", B: "2", C: "3" }, files: { f: { data: "x" } } };

  test("replaces each part that is given whole, leaves the others, and names what changed", async () => {
    const before = await shop.create({ name: "Patched", description: "d", tags: ["t"], secrets });
    const body = { secrets: { variables: { B: "2", C: "4", D: "5" } } };
    const { result, event } = await leavesOneEvent(owner, "secret-group.update", () =>
      owner.patchSecretGroup({ ...at("patched"), body }),
    );
    expect(result).toEqual({
      ...before,
      updatedAt: result.updatedAt,
      secrets: { ...before.secrets, variables: body.secrets.variables },
    });
    expect(event.after?.secrets).toEqual({ variables: { added: ["D"], removed: ["A"], changed: ["C"] } });
  });

  test("without values leaves them as they are, and can clear what may be empty", async () => {
    await shop.create({ name: "Cleared", description: "d", environment: PROD, secrets });
    const body = { description: null, environment: null, priority: 0, name: "Renamed" };
    const group = await owner.patchSecretGroup({ ...at("cleared"), body });
    expect(group).toMatchObject({ id: "cleared", name: "Renamed", priority: 0, secrets });
    expect(group).not.toHaveProperty("description");
    expect(group).not.toHaveProperty("environment");
  });

  test("as POST does the same and answers nothing", async () => {
    await shop.create({ name: "Posted", secrets });
    const body = { secrets: { variables: { Z: "9" } } };
    const { result } = await leavesOneEvent(owner, "secret-group.update", () =>
      owner.updateSecretGroup({ ...at("posted"), body }),
    );
    expect(result).toEqual({});
    expect((await shop.get("posted")).secrets.variables).toEqual({ Z: "9" });
  });

  test("leaves a group editable whose environment the project has dropped since", async () => {
    const params = { projectId: "dropping" };
    await owner.createProject({ body: { name: "Dropping", environments: [DEV] } });
    await shop.create({ name: "Left over", environment: DEV }, "dropping");
    await owner.patchProject({ params, body: { environments: [] } });
    const body = { environment: DEV, priority: 3 };
    const group = await owner.patchSecretGroup({ params: { ...params, secretId: "left-over" }, body });
    expect(group).toMatchObject(body);
  });
});

describe("PUT", () => {
  test("changes no group's type", async () => {
    await shop.create({ name: "Fixed type", type: "config" });
    for (const type of ["secret", undefined] as const) {
      const { details } = await refuses(owner, "validation_failed", () =>
        put({ name: "Fixed type", ...(type && { type }) }),
      );
      expect(Object.keys(details ?? {})).toEqual(["type"]);
    }
  });

  test("makes the group, then replaces all of it: what is left out is emptied", async () => {
    const secrets = { variables: { A: "1" }, files: { f: { data: "x" } } };
    const full = {
      name: "Put",
      description: "d",
      environment: DEV,
      tags: ["t"],
      restrictions: { restricted: true },
      secrets,
    };
    const { result: made } = await leavesOneEvent(owner, "secret-group.create", () => put(full));
    expect(made).toMatchObject({ description: "d", environment: DEV, tags: ["t"], secrets });
    const { result: bare, event } = await leavesOneEvent(owner, "secret-group.update", () =>
      put({ name: "put", priority: 1 }),
    );
    expect(bare).toEqual({
      id: "put",
      projectId: "shop",
      name: "put",
      type: "secret",
      secretType: "environment",
      priority: 1,
      tags: [],
      restrictions: { restricted: false, nfObjects: [], tags: [], tagMatchCondition: "or" },
      secrets: NO_VALUES,
      createdAt: made.createdAt,
      updatedAt: expect.any(String),
    });
    expect(event.after?.secrets).toEqual({ variables: { removed: ["A"] }, files: { removed: ["f"] } });
  });

  test("of one new name, many times at once, makes one group", async () => {
    const groups = await Promise.all([1, 2, 3, 4, 5].map((priority) => put({ name: "Contended", priority })));
    expect(new Set(groups.map((group) => group.createdAt)).size).toBe(1);
  });
});
