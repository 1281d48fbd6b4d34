import { expect, test } from "vitest";
import { listAnswer, problemAnswer, startRecorder } from "../test/recorder.ts";
import { createClient } from "./client.ts";

async function threePages() {
  const server = await startRecorder();
  server.answers(
    listAnswer("projects", [{ id: "a" }, { id: "b" }], "c1"),
    listAnswer("projects", [{ id: "c" }, { id: "d" }], "c2"),
    listAnswer("projects", [{ id: "e" }]),
  );
  return { server, kw: createClient({ url: server.url, token: "t" }) };
}

test("rows() yields every row of every page once, in order", async () => {
  const { kw } = await threePages();
  const ids: string[] = [];
  for await (const project of kw.listProjects.rows()) ids.push(project.id);
  expect(ids).toEqual(["a", "b", "c", "d", "e"]);
});

test("pages() keeps the path, the filters and the options on every page", async () => {
  const { server, kw } = await threePages();
  const request = { params: { teamId: "web" }, query: { per_page: 2 } };
  const counts: number[] = [];
  for await (const { pagination } of kw.listProjects.pages(request, { org: "acme" })) {
    counts.push(pagination.count);
  }
  expect(counts).toEqual([2, 2, 1]);
  expect(server.received.map(({ url }) => url)).toEqual([
    "/v1/teams/web/projects?per_page=2",
    "/v1/teams/web/projects?per_page=2&cursor=c1",
    "/v1/teams/web/projects?per_page=2&cursor=c2",
  ]);
  expect(server.received.map(({ headers }) => headers["keywright-org"])).toEqual(["acme", "acme", "acme"]);
});

test("a page is fetched only when the loop gets there", async () => {
  const { server, kw } = await threePages();
  for await (const project of kw.listProjects.rows()) if (project.id === "b") break;
  expect(server.received).toHaveLength(1);
});

test("a problem on a later page ends the iteration with that problem", async () => {
  const { server, kw } = await threePages();
  server.answers(
    listAnswer("projects", [{ id: "a" }], "c1"),
    problemAnswer(401, "revoked", "The token has been revoked."),
  );
  const ids: string[] = [];
  const iteration = (async () => {
    for await (const project of kw.listProjects.rows()) ids.push(project.id);
  })();
  await expect(iteration).rejects.toMatchObject({ name: "ApiError", code: "revoked" });
  expect(ids).toEqual(["a"]);
});
