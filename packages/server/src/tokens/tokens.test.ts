import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";

let kw: TestService;
beforeAll(async () => {
  kw = await startTestService();
});
afterAll(() => kw.close());

test("a role edit and a revocation are in force for the next request", async () => {
  const { operator } = kw;
  await operator.createProject({ body: { name: "Web shop" } });
  await operator.createProject({ body: { name: "Back office" } });
  await operator.createRole({
    body: {
      name: "lister",
      permissions: { projectScope: ["project:projects:manage:read"] },
      restrictions: { enabled: true, projects: ["web-shop"] },
    },
  });
  const issued = await operator.issueToken({ body: { name: "ci", roleId: "lister" } });
  const ci = kw.client(issued.token);
  expect((await ci.listProjects()).projects.map(({ id }) => id)).toEqual(["web-shop"]);
  await operator.patchRole({
    params: { roleId: "lister" },
    body: { restrictions: { enabled: true, projects: ["back-office"] } },
  });
  expect((await ci.listProjects()).projects.map(({ id }) => id)).toEqual(["back-office"]);
  await operator.revokeToken({ params: { tokenId: issued.id } });
  await expect(ci.listProjects()).rejects.toMatchObject({ status: 401, code: "revoked" });
});
