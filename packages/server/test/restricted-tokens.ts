import type { Client } from "@keywright/sdk";
import type { TestService } from "./harness.ts";

type OrgRoleBody = Parameters<Client["createOrgRole"]>[0]["body"];
type TeamRoleBody = Parameters<Client["createRole"]>[0]["body"];

/** A client that may do what a new role of the organization allows, and nothing else. */
export async function clientWithOrgRole(kw: TestService, admin: Client, role: OrgRoleBody): Promise<Client> {
  const { id: roleId } = await admin.createOrgRole({ body: role });
  const { token } = await admin.issueOrgToken({ body: { name: role.name, roleId } });
  return kw.client(token);
}

/** The same with a new role of a team. */
export async function clientWithTeamRole(
  kw: TestService,
  admin: Client,
  teamId: string,
  role: TeamRoleBody,
): Promise<Client> {
  const { id: roleId } = await admin.createRole({ params: { teamId }, body: role });
  const { token } = await admin.issueToken({ params: { teamId }, body: { name: role.name, roleId } });
  return kw.client(token);
}
