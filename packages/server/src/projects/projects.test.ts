import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, newTenant, type Tenant } from "../../test/tenants.ts";

let kw: TestService;
let tenant: Tenant;
beforeAll(async () => {
  kw = await startTestService();
  tenant = await newTenant(kw, "Projects");
});
afterAll(() => kw.close());

type Body = Parameters<Tenant["owner"]["createProject"]>[0]["body"];
type Patch = Parameters<Tenant["owner"]["patchProject"]>[0]["body"];
const create = (body: Body) => tenant.owner.createProject({ params: tenant.params, body });
const put = (body: Body) => tenant.owner.putProject({ params: tenant.params, body });
const get = (projectId: string) => tenant.owner.getProject({ params: { ...tenant.params, projectId } });
const patch = (projectId: string, body: Patch) =>
  tenant.owner.patchProject({ params: { ...tenant.params, projectId }, body });
const remove = (projectId: string, query = {}) =>
  tenant.owner.deleteProject({ params: { ...tenant.params, projectId }, query });

describe("creating a project", () => {
  test("refuses a name that is taken, makes no id or is none", async () => {
    await create({ name: "Taken" });
    for (const name of ["Taken", "taken", "TAKEN!", "Tàken"]) {
      const { details } = await refuses(tenant.owner, "slug_taken", () => create({ name }));
      expect(Object.keys(details ?? {})).toEqual(["name"]);
    }
    for (const name of ["", "  ", "???", "x".repeat(101)]) {
      await refuses(tenant.owner, "validation_failed", () => create({ name }));
    }
  });

  test("refuses what a project does not have, and values that cannot be", async () => {
    for (const extra of [
      { id: "x" },
      { color: "red" },
      { environments: ["Test"] },
      { environments: ["test", "test"] },
      { region: "" },
      { services: [] },
    ]) {
      await refuses(tenant.owner, "validation_failed", () => create({ name: "Wrong", ...extra } as Body));
    }
  });

  test("answers it whole, takes a revision and leaves one event", async () => {
    const { owner, teamId } = tenant;
    const body = {
      name: "Web shop",
      description: "sells",
      environments: ["test", "live"],
      region: "eu",
      clusterId: "c1",
      color: "#4f46e5",
    };
    const { result, event } = await leavesOneEvent(owner, "project.create", () => create(body));
    const { revision, createdAt, updatedAt, ...shown } = result;
    expect(shown).toEqual({
      id: "web-shop",
      name: "Web shop",
      description: "sells",
      environments: ["test", "live"],
      color: "#4f46e5",
      deployment: { region: "eu" },
      cluster: { id: "c1" },
      services: [],
      jobs: [],
      addons: [],
    });
    expect(createdAt).toBe(updatedAt);
    expect(event).toMatchObject({
      teamId,
      projectId: "web-shop",
      target: { type: "project", id: "web-shop", name: "Web shop" },
      after: { environments: ["test", "live"] },
      revision,
    });
    expect(await get("web-shop")).toEqual({ ...shown, createdAt, updatedAt });
  });

  test("in two teams under one name makes two projects", async () => {
    const { owner } = tenant;
    const params = { teamId: (await owner.createTeam({ body: { name: "Second" } })).id };
    await create({ name: "Same name", description: "ours" });
    await owner.createProject({ params, body: { name: "Same name", description: "theirs" } });
    expect((await get("same-name")).description).toBe("ours");
    await owner.deleteProject({ params: { ...params, projectId: "same-name" } });
    expect((await get("same-name")).description).toBe("ours");
  });
});

describe("editing a project", () => {
  test("leaves what is not given; null clears the description; the id stays when it is renamed", async () => {
    await create({ name: "Edited", description: "old", environments: ["test"], color: "#000000" });
    const { event } = await leavesOneEvent(tenant.owner, "project.update", () =>
      patch("edited", { name: "New name" }),
    );
    expect(event).toMatchObject({
      target: { id: "edited", name: "New name" },
      before: { name: "Edited" },
      after: { name: "New name" },
    });
    expect(await get("edited")).toMatchObject({
      name: "New name",
      description: "old",
      environments: ["test"],
    });
    await patch("edited", { description: null, environments: [] });
    const after = await get("edited");
    expect(after).toMatchObject({ id: "edited", environments: [], color: "#000000" });
    expect(after).not.toHaveProperty("description");
  });

  test("does not take over the name of another", async () => {
    await create({ name: "First" });
    await create({ name: "Other" });
    await patch("other", { name: "First" });
    expect((await get("first")).id).toBe("first");
    expect((await get("other")).name).toBe("First");
  });

  test("finds none that is not there, of another team or of another organization", async () => {
    const stranger = await newTenant(kw, "Projects stranger");
    await stranger.owner.createProject({ params: stranger.params, body: { name: "Theirs" } });
    for (const operation of [
      () => patch("missing", { name: "x" }),
      () => get("theirs"),
      () => remove("theirs"),
      () => tenant.owner.getProject({ params: { ...stranger.params, projectId: "theirs" } }),
      () => tenant.owner.deleteProject({ params: { ...stranger.params, projectId: "theirs" } }),
      () => tenant.owner.createProject({ params: stranger.params, body: { name: "x" } }),
    ]) {
      await refuses(tenant.owner, "not_found", operation);
    }
  });
});

describe("putting a project", () => {
  test("creates it, and the second time updates what is given", async () => {
    const { owner } = tenant;
    const first = await leavesOneEvent(owner, "project.create", () =>
      put({ name: "Put me", description: "first", environments: ["test"] }),
    );
    const second = await leavesOneEvent(owner, "project.update", () =>
      put({ name: "Put Me", color: "#ffffff" }),
    );
    expect(second.result).toMatchObject({
      id: "put-me",
      name: "Put Me",
      description: "first",
      environments: ["test"],
      color: "#ffffff",
      createdAt: first.result.createdAt,
    });
    expect(second.result.revision).toBeGreaterThan(first.result.revision);
    expect(second.event.revision).toBe(second.result.revision);
  });
});

describe("deleting a project", () => {
  test("that still holds secret groups is refused, unless they are to go along", async () => {
    const { owner, params } = tenant;
    await create({ name: "Full" });
    const inProject = { ...params, projectId: "full" };
    for (const name of ["One", "Two"]) {
      await owner.createSecretGroup({
        params: inProject,
        body: { name, secretType: "environment", priority: 1 },
      });
    }
    const { message } = await refuses(owner, "project_not_empty", () => remove("full"));
    expect(message).toContain("2 secret group(s)");
    await refuses(owner, "project_not_empty", () => remove("full", { delete_child_objects: "false" }));
    await refuses(owner, "validation_failed", () => remove("full", { delete_child_objects: "1" }));
    expect((await owner.listSecretGroups({ params: inProject })).secrets).toHaveLength(2);
    const { result, event } = await leavesOneEvent(owner, "project.delete", () =>
      remove("full", { delete_child_objects: "true" }),
    );
    expect(result).toMatchObject({ deletedSecretGroups: 2, editedRoles: 0 });
    expect(event).toMatchObject({ before: { name: "Full" }, after: { deletedSecretGroups: 2 } });
    await create({ name: "Full" });
    expect((await owner.listSecretGroups({ params: inProject })).secrets).toEqual([]);
  });

  test("is in force at once: it is nowhere to be found, and its name is free", async () => {
    const { owner, params } = tenant;
    await create({ name: "Going" });
    const token = await tenant.token("admin");
    await remove("going");
    const calls = [get("going"), token.client.getProject({ params: { projectId: "going" } })];
    for (const call of await Promise.all(calls.map(endOf))) expect(call).toBe("not_found");
    await refuses(owner, "not_found", () => remove("going"));
    expect((await create({ name: "Going" })).id).toBe("going");
    expect((await owner.listProjects({ params })).projects[0]?.id).toBe("going");
  });
});

test("projects are listed newest first, page by page, at most a hundred at a time", async () => {
  const of = await newTenant(kw, "Listing");
  const { owner, params } = of;
  for (const name of ["a", "b", "c", "d", "e"]) await owner.createProject({ params, body: { name } });
  const ids: string[] = [];
  for await (const { id } of owner.listProjects.rows({ params, query: { per_page: 2 } })) ids.push(id);
  expect(ids).toEqual(["e", "d", "c", "b", "a"]);
  const last = await owner.listProjects({ params, query: { per_page: 2, page: 3 } });
  expect(last.projects.map(({ id }) => id)).toEqual(["a"]);
  expect(last.pagination).toEqual({ hasNextPage: false, count: 1 });
  for (const query of [{ per_page: 0 }, { per_page: 101 }, { page: 0 }, { cursor: "bm90IGFuIGlk" }]) {
    await refuses(owner, "validation_failed", () => owner.listProjects({ params, query }));
  }
});
