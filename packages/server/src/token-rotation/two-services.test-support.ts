import { startTestService } from "../../test/harness.ts";
import { newTenant, type Tenant } from "../../test/tenants.ts";
import { newRotating } from "./rotating-token.test-support.ts";

const THERE = { projectId: "shop", secretGroupId: "settings" };

/** Ours, whose tokens rotate, and another service, where its syncs take them to a secret group. */
export async function startTwoServices() {
  const [kw, other] = await Promise.all([startTestService(), startTestService()]);
  const tenant = await newTenant(kw, "Here");
  const there = await newTenant(other, "There");
  await there.owner.createProject({ params: there.params, body: { name: "Shop" } });
  await there.owner.createSecretGroup({
    params: { ...there.params, projectId: THERE.projectId },
    body: { name: "Settings", secretType: "environment", priority: 10 },
  });
  const group = (action: string) => `project:secrets:secret-groups:${action}`;
  const projectScope = ["project:projects:manage:read", ...["list", "read-values", "update"].map(group)];
  const writer = await there.tokenOf({ name: "writer", permissions: { projectScope } });
  const credentials = { apiToken: writer.value, baseUrl: other.url };
  const connection = await tenant.owner.createAppConnection({
    params: tenant.params,
    body: { name: "there", app: "northflank", method: "api-token", credentials },
  });
  return {
    kw,
    tenant,
    there,
    thereUrl: other.url,
    writer,
    connectionId: connection.id,
    /** As a service that is run there sees it. */
    read: (variable: string) => readThere(there, variable),
    rotating: (variable: string) =>
      newRotating(kw, tenant, { connectionId: connection.id, destination: THERE, variable }),
    async close() {
      await Promise.all([kw.close(), other.close()]);
    },
  };
}
export type TwoServices = Awaited<ReturnType<typeof startTwoServices>>;

async function readThere({ owner, params }: Tenant, variable: string): Promise<string | undefined> {
  const { secrets } = await owner.getSecretGroupDetails({
    params: { ...params, projectId: THERE.projectId, secretId: THERE.secretGroupId },
  });
  return secrets.variables[variable];
}
