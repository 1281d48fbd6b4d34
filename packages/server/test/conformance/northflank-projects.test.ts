import type { ApiClient } from "@northflank/js-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../harness.ts";
import { northflankClient, northflankTeamAdmin, TEAM } from "./northflank-client.ts";

let kw: TestService;
let nf: ApiClient;
beforeAll(async () => {
  kw = await startTestService();
  nf = await northflankTeamAdmin(kw);
});
afterAll(() => kw.close());

/** With and without the team in the path: the team of the token is the same one. */
const FORMS = [
  ["implied", {}],
  ["explicit", TEAM],
] as const;

describe.each(FORMS)("projects of the %s team", (form, team) => {
  const projectId = `${form}-shop`;
  const parameters = { ...team, projectId };

  test("a project goes through its whole life", async () => {
    const created = await nf.create.project({
      parameters: team as typeof TEAM,
      data: { name: `${form} shop`, region: "europe-west", description: "Sells", color: "#4f46e5" },
    });
    expect(created.data).toMatchObject({ id: projectId, name: `${form} shop`, description: "Sells" });
    expect(created.data.color).toBe("#4f46e5");

    const read = (await nf.get.project({ parameters })).data;
    expect(read).toMatchObject({
      id: projectId,
      name: `${form} shop`,
      description: "Sells",
      deployment: { region: "europe-west" },
      services: [],
      jobs: [],
      addons: [],
    });
    expect(new Date(read.createdAt).toISOString()).toBe(read.createdAt);
    expect(read.cluster).toBeTypeOf("object");

    const patched = await nf.patch.project({ parameters, data: { description: "Still sells" } });
    expect(patched.data).toMatchObject({ id: projectId, description: "Still sells", color: "#4f46e5" });

    expect((await nf.delete.project({ parameters })).rawResponse.status).toBe(200);
    await expect(nf.get.project({ parameters })).rejects.toMatchObject({ status: 404 });
  });

  test("PUT creates by name, and the second time updates", async () => {
    const put = (description: string) =>
      nf.put.project({
        parameters: team as typeof TEAM,
        data: { name: `${form} put`, clusterId: "my-cluster", description },
      });
    expect((await put("first")).data).toMatchObject({ id: `${form}-put`, description: "first" });
    const { data } = await put("second");
    expect(data).toMatchObject({ id: `${form}-put`, description: "second" });
    const read = await nf.get.project({ parameters: { ...team, projectId: `${form}-put` } });
    expect(read.data).toMatchObject({ description: "second", cluster: { id: "my-cluster" } });
  });

  test("a project with secret groups goes only with delete_child_objects", async () => {
    const full = { ...team, projectId: `${form}-full` };
    await nf.create.project({ parameters: team as typeof TEAM, data: { name: `${form} full` } });
    await nf.create.secret({
      parameters: full,
      data: { name: "group", secretType: "environment", priority: 1 },
    });
    await expect(nf.delete.project({ parameters: full })).rejects.toMatchObject({ status: 409 });
    await expect(
      nf.delete.project({ parameters: full, options: { delete_child_objects: false } }),
    ).rejects.toMatchObject({ status: 409 });
    await nf.delete.project({ parameters: full, options: { delete_child_objects: true } });
    await expect(nf.list.secrets({ parameters: full })).rejects.toMatchObject({ status: 404 });
  });
});

describe("pages of projects", () => {
  const NAMES = ["one", "two", "three", "four", "five"];
  let pages: ApiClient;

  beforeAll(async () => {
    await kw.operator.createTeam({ body: { name: "Pages" } });
    const params = { teamId: "pages" };
    for (const name of NAMES) await kw.operator.createProject({ params, body: { name } });
    const { token } = await kw.operator.issueToken({ params, body: { name: "nf", roleId: "admin" } });
    pages = northflankClient(kw.url, token);
  });

  const newestFirst = NAMES.toReversed();
  const namesIn = ({ data }: { data: { projects: { name: string }[] } }) =>
    data.projects.map(({ name }) => name);

  test.each([
    ["one at a time", 1],
    ["with a short last page", 2],
    ["with a full last page", 5],
    ["all on one page", 100],
  ])("`.all` collects every page once, %s", async (_how, per_page) => {
    expect(namesIn(await pages.list.projects.all({ options: { per_page } }))).toEqual(newestFirst);
    const explicit = { parameters: { teamId: "pages" }, options: { per_page } };
    expect(namesIn(await pages.list.projects.all(explicit))).toEqual(newestFirst);
  });

  test("getNextPage goes on until a page without cursor, and is empty from then on", async () => {
    const first = await pages.list.projects({ options: { per_page: 3 } });
    expect(namesIn(first)).toEqual(["five", "four", "three"]);
    expect(first.pagination).toMatchObject({ hasNextPage: true, count: 3, cursor: expect.any(String) });
    const second = await first.pagination?.getNextPage();
    expect(second && namesIn(second)).toEqual(["two", "one"]);
    expect(second?.pagination).toMatchObject({ hasNextPage: false, count: 2 });
    expect(second?.pagination).not.toHaveProperty("cursor");
    const third = await second?.pagination?.getNextPage();
    expect(third?.data).toEqual({ projects: [] });
  });

  test("`page` jumps, and a page after the last is empty", async () => {
    const page = (number: number) => pages.list.projects({ options: { per_page: 2, page: number } });
    expect(namesIn(await page(2))).toEqual(["three", "two"]);
    expect(namesIn(await page(4))).toEqual([]);
  });

  test("a team without projects has an empty list, not an error", async () => {
    await kw.operator.createTeam({ body: { name: "Empty" } });
    const { token } = await kw.operator.issueToken({
      params: { teamId: "empty" },
      body: { name: "nf", roleId: "admin" },
    });
    const nothing = await northflankClient(kw.url, token).list.projects.all({});
    expect(nothing.data).toEqual({ projects: [] });
  });

  test("another team in the path is not found for a token of this one", async () => {
    await expect(pages.list.projects({ parameters: TEAM })).rejects.toMatchObject({ status: 404 });
  });
});
