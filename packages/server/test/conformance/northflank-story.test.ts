import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "../harness.ts";
import { northflankClient, TEAM } from "./northflank-client.ts";

const LIST = ["project:projects:manage:read", "project:secrets:secret-groups:list"];
const READ_VALUES = "project:secrets:secret-groups:read-values";
const RESTRICTED = { enabled: true, projects: ["web-shop"] };

let kw: TestService;
beforeAll(async () => {
  kw = await startTestService();
  for (const name of ["Web shop", "Back office"]) {
    const { id: projectId } = await kw.operator.createProject({ body: { name } });
    for (const group of ["database", "payments"]) {
      await kw.operator.createSecretGroup({
        params: { projectId },
        body: {
          name: group,
          secretType: "environment",
          priority: 10,
          secrets: { variables: { IN: projectId } },
        },
      });
    }
  }
});
afterAll(() => kw.close());

test(
  "A token from a role with `project:projects:manage:read` and `project:secrets:secret-groups:list`, " +
    "restricted to one project, lists exactly that project and its groups through the js-client, gets the two-line " +
    "403 naming `Read Values` when it reads values, 404 for another project; after a PATCH of the role the very next " +
    "call reads values; after DELETE of the token the very next call is 401.",
  async () => {
    const { operator } = kw;
    const role = { roleId: "lister" };
    await operator.createRole({
      params: TEAM,
      body: { name: "lister", permissions: { projectScope: LIST }, restrictions: RESTRICTED },
    });
    const issued = await operator.issueToken({ params: TEAM, body: { name: "ci", ...role } });
    const nf = northflankClient(kw.url, issued.token);
    const webShop = { parameters: { projectId: "web-shop" } };
    const values = { parameters: { projectId: "web-shop", secretId: "database" } };

    expect((await nf.list.projects.all({})).data).toEqual({
      projects: [{ id: "web-shop", name: "Web shop", environments: [] }],
    });
    const { secrets } = (await nf.list.secrets.all(webShop)).data;
    expect(secrets.map(({ id, projectId }) => [projectId, id])).toEqual([
      ["web-shop", "payments"],
      ["web-shop", "database"],
    ]);
    expect(JSON.stringify(secrets)).not.toContain("variables");

    await expect(nf.get.secret(values)).rejects.toMatchObject({
      name: "NorthflankApiCallError",
      status: 403,
      message:
        "The token used to authenticate does not have permission to access this endpoint.\n" +
        "The required permission is 'Project > Secrets > SecretGroups > Read Values'.",
    });

    const backOffice = { parameters: { projectId: "back-office" } };
    await expect(nf.get.project(backOffice)).rejects.toMatchObject({ status: 404 });
    await expect(nf.list.secrets(backOffice)).rejects.toMatchObject({ status: 404 });

    await operator.patchRole({
      params: { ...TEAM, ...role },
      body: { permissions: { projectScope: [...LIST, READ_VALUES] } },
    });
    expect((await nf.get.secret(values)).data.secrets.variables).toEqual({ IN: "web-shop" });

    await operator.revokeToken({ params: { ...TEAM, tokenId: issued.id } });
    await expect(nf.get.secret(values)).rejects.toMatchObject({
      name: "NorthflankApiCallError",
      status: 401,
    });
  },
);
