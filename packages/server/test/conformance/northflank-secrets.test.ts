import type { ApiClient } from "@northflank/js-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../harness.ts";
import { northflankTeamAdmin, TEAM } from "./northflank-client.ts";

let kw: TestService;
let nf: ApiClient;
beforeAll(async () => {
  kw = await startTestService();
  nf = await northflankTeamAdmin(kw);
  for (const name of ["implied", "explicit", "pages"]) await nf.create.project({ data: { name } });
});
afterAll(() => kw.close());

const FILES = { "/etc/app.conf": { data: "a2V5PXZhbHVl", encoding: "utf-8" } };
const RESTRICTIONS = {
  restricted: true,
  nfObjects: [{ id: "api", type: "service" as const }],
  tags: ["blue"],
  tagMatchCondition: "and" as const,
};

describe.each([
  ["implied", { projectId: "implied" }],
  ["explicit", { ...TEAM, projectId: "explicit" }],
] as const)("secret groups, the team %s", (projectId, project) => {
  const parameters = { ...project, secretId: "database" };

  test("a group goes through its whole life", async () => {
    const created = await nf.create.secret({
      parameters: project,
      data: {
        name: "database",
        description: "Where the orders are",
        type: "secret",
        secretType: "environment-arguments",
        priority: 50,
        tags: ["orders"],
        restrictions: RESTRICTIONS,
        secrets: { variables: { USER: "shop", PASSWORD: "hunter2" }, files: FILES },
      },
    });
    expect(created.data).toMatchObject({ id: "database", secretType: "environment-arguments", priority: 50 });

    const read = (await nf.get.secret({ parameters })).data;
    expect(read).toMatchObject({
      id: "database",
      projectId,
      name: "database",
      description: "Where the orders are",
      type: "secret",
      secretType: "environment-arguments",
      priority: 50,
      tags: ["orders"],
      restrictions: RESTRICTIONS,
      secrets: { variables: { USER: "shop", PASSWORD: "hunter2" }, files: FILES },
    });
    for (const instant of [read.createdAt, read.updatedAt]) {
      expect(new Date(instant).toISOString()).toBe(instant);
    }
    expect((await nf.get.secretDetails({ parameters })).data).toEqual({ ...read, addonSecrets: [] });

    expect((await nf.update.secret({ parameters, data: { priority: 60 } })).data).toEqual({});
    expect((await nf.get.secret({ parameters })).data).toMatchObject({ priority: 60, tags: ["orders"] });

    expect((await nf.delete.secret({ parameters })).data).toEqual({});
    await expect(nf.get.secret({ parameters })).rejects.toMatchObject({ status: 404 });
  });

  test("PATCH and POST replace the variable map that they are given, and nothing else", async () => {
    const group = { ...project, secretId: "maps" };
    const variables = async () => (await nf.get.secret({ parameters: group })).data.secrets.variables;
    await nf.create.secret({
      parameters: project,
      data: {
        name: "maps",
        secretType: "environment",
        priority: 1,
        secrets: { variables: { A: "1", B: "2" }, files: FILES },
      },
    });
    const patched = await nf.patch.secret({
      parameters: group,
      data: { secrets: { variables: { C: "3" } } },
    });
    expect(patched.data).toMatchObject({
      id: "maps",
      secretType: "environment",
      priority: 1,
      secrets: { variables: { C: "3" }, files: FILES },
    });
    expect(await variables()).toEqual({ C: "3" });
    await nf.patch.secret({ parameters: group, data: { description: "values stay" } });
    expect(await variables()).toEqual({ C: "3" });
    await nf.update.secret({ parameters: group, data: { secrets: { variables: { D: "4" } } } });
    expect(await variables()).toEqual({ D: "4" });
    await nf.patch.secret({ parameters: group, data: { secrets: { variables: {} } } });
    expect(await variables()).toEqual({});
    expect((await nf.get.secret({ parameters: group })).data.secrets.files).toEqual(FILES);
  });

  test("PUT creates by name, and the second time updates", async () => {
    const put = (value: string) =>
      nf.put.secret({
        parameters: project,
        data: {
          name: "put",
          secretType: "arguments",
          priority: 1,
          secrets: { variables: { VALUE: value } },
        },
      });
    const first = (await put("first")).data;
    expect(first).toMatchObject({ id: "put", secrets: { variables: { VALUE: "first" } } });
    const second = (await put("second")).data;
    expect(second).toMatchObject({ id: "put", createdAt: first.createdAt });
    const read = await nf.get.secret({ parameters: { ...project, secretId: "put" } });
    expect(read.data.secrets.variables).toEqual({ VALUE: "second" });
  });

  test("`show` this and all answer the group's own values, inherited none", async () => {
    const group = { ...project, secretId: "shown" };
    await nf.create.secret({
      parameters: project,
      data: { name: "shown", secretType: "environment", priority: 1, secrets: { variables: { A: "1" } } },
    });
    const shown = async (show: string) =>
      (await nf.get.secret({ parameters: group, options: { show } })).data.secrets.variables;
    expect(await shown("this")).toEqual({ A: "1" });
    expect(await shown("all")).toEqual({ A: "1" });
    expect(await shown("inherited")).toEqual({});
  });
});

describe("the list of secret groups", () => {
  const project = { projectId: "pages" };

  test("collects every page once, newest first, with everything but the values", async () => {
    for (const name of ["first", "second", "third"]) {
      await nf.create.secret({
        parameters: project,
        data: {
          name,
          type: "config",
          secretType: "environment",
          priority: 7,
          secrets: { variables: { A: "1" } },
        },
      });
    }
    const pages = nf.list.secrets.all({ parameters: project, options: { per_page: 2 } });
    const { secrets } = (await pages).data;
    expect(secrets.map(({ id }) => id)).toEqual(["third", "second", "first"]);
    expect(secrets[0]).toEqual({
      id: "third",
      projectId: "pages",
      updatedAt: expect.any(String),
      name: "third",
      type: "config",
      secretType: "environment",
      priority: 7,
      tags: [],
      restrictions: { restricted: false, nfObjects: [], tags: [], tagMatchCondition: "or" },
    });
    const explicit = await nf.list.secrets({ parameters: { ...TEAM, ...project } });
    expect(explicit.data).toEqual({ secrets });
  });
});
