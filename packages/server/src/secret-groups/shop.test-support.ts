import type { Client } from "@keywright/sdk";
import { startTestService } from "../../test/harness.ts";
import { clientWithTeamRole } from "../../test/restricted-tokens.ts";

export type GroupBody = Parameters<Client["createSecretGroup"]>[0]["body"];
type RoleBody = Parameters<Client["createRole"]>[0]["body"];
type Action = "list" | "create" | "read-values" | "update" | "delete";
type Right = `${"secret" | "config"}:${Action}`;

export const SHOP = { projectId: "shop" };
export const DEV = "development";
export const PROD = "production";

/** A service whose team has the projects `shop` and `blog`, both with the two environments. */
export async function startShop() {
  const kw = await startTestService();
  const { operator: owner } = kw;
  for (const name of ["Shop", "Blog"]) {
    await owner.createProject({ body: { name, environments: [DEV, PROD] } });
  }
  let roles = 0;
  const { teams } = await owner.listTeams();
  const teamId = teams[0]?.id ?? "";

  return {
    kw,
    owner,
    close: () => kw.close(),
    create: (body: Partial<GroupBody> & { name: string }, projectId = SHOP.projectId) =>
      owner.createSecretGroup({
        params: { projectId },
        body: { secretType: "environment", priority: 10, ...body },
      }),
    get: (secretId: string) => owner.getSecretGroup({ params: { ...SHOP, secretId } }),
    /** A client that has these rights to secret groups, and nothing else. */
    clientWith: (rights: readonly Right[], restrictions?: RoleBody["restrictions"]): Promise<Client> =>
      clientWithTeamRole(kw, owner, teamId, {
        name: `role ${++roles}`,
        permissions: { projectScope: rights.map(permissionOf) },
        ...(restrictions && { restrictions }),
      }),
  };
}
export type Shop = Awaited<ReturnType<typeof startShop>>;

function permissionOf(right: Right): string {
  const [type, action] = right.split(":");
  return `project:secrets:${type}-groups:${action}`;
}

/** The restriction of a role to environments, in all projects. */
export function onlyIn(...environments: string[]) {
  return { enabled: true, projects: ["*"], environments };
}
