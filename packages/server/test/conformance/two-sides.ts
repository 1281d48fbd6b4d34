import { randomUUID } from "node:crypto";
import { uuidOf } from "../../src/ids.ts";
import { startTestService } from "../harness.ts";
import { newTenant } from "../tenants.ts";

/** What the connector needs on the other side. */
const NEEDED = [
  "project:projects:manage:read",
  "project:secrets:secret-groups:list",
  "project:secrets:secret-groups:read-values",
  "project:secrets:secret-groups:update",
];

type Variables = Record<string, string>;
const GROUP = { secretType: "environment", priority: 1 } as const;

export type TwoSides = Awaited<ReturnType<typeof startTwoSides>>;

/** A service that copies, and one that is copied to through the connector for Northflank. */
export async function startTwoSides() {
  const [ours, theirs] = await Promise.all([startTestService(), startTestService()]);
  const tenant = await newTenant(ours, "Syncing");
  await theirs.operator.createProject({ body: { name: "Web" } });
  return {
    ours,
    tenant,

    /** Its UUID. */
    async newProject(name: string): Promise<string> {
      const body = { name, environments: ["staging", "production"] };
      const { id } = await tenant.owner.createProject({ params: tenant.params, body });
      const team = ours.app.authority.state.orgs.bySlug(tenant.orgId)?.teams.bySlug(tenant.teamId);
      return uuidOf(team?.projects.bySlug(id)?.id ?? "");
    },

    /** In the project `shop`. */
    async newGroup(name: string, variables: Variables, environment?: string): Promise<void> {
      const params = { ...tenant.params, projectId: "shop" };
      const body = { ...GROUP, name, environment, secrets: { variables } };
      await tenant.owner.createSecretGroup({ params, body });
    },

    /** Its UUID. */
    async newConnection(app: "northflank" | "keywright"): Promise<string> {
      const role = { name: `role ${app}`, permissions: { projectScope: NEEDED } };
      const { id: roleId } = await theirs.operator.createRole({ body: role });
      const { token: apiToken } = await theirs.operator.issueToken({ body: { name: app, roleId } });
      const credentials = { apiToken, baseUrl: theirs.url };
      const body = { name: app, app, method: "api-token", credentials };
      return uuidOf((await tenant.owner.createAppConnection({ params: tenant.params, body })).id);
    },

    /** A group of theirs, as a destination. */
    async newPlace(variables: Variables = {}) {
      const name = `group ${randomUUID().slice(0, 8)}`;
      const params = { projectId: "web" };
      const body = { ...GROUP, name, secrets: { variables } };
      const { id: secretId } = await theirs.operator.createSecretGroup({ params, body });
      const at = { params: { ...params, secretId } };
      return {
        destinationConfig: { projectId: "web", secretGroupId: secretId },
        read: async () => (await theirs.operator.getSecretGroup(at)).secrets.variables,
        remove: () => theirs.operator.deleteSecretGroup(at),
      };
    },

    async close(): Promise<void> {
      await ours.close();
      await theirs.close();
    },
  };
}
