import type { Client } from "@keywright/sdk";
import { PUBLISHABLE } from "./walk-team.ts";

/** Every operation above the teams, as the operator, who also owns the organization. */
export async function walkInstallation(operator: Client): Promise<void> {
  await walkCatalogue(operator);
  await walkOrgs(operator);
  await walkTeams(operator);
  await walkOrgRoles(operator);
  await walkOrgMembers(operator);
  await walkOrgTokens(operator);
  await operator.getMe();
  await operator.login();
  await operator.listVerifiers();
  await operator.listVerifiers({ query: { per_page: 1 } });
  await operator.listOrgAuditEvents();
  await operator.listOrgAuditEvents({ query: { team: "bare", per_page: 1 } });
  await operator.exportOrgAuditEvents({ query: { format: "csv" } });
  await operator.exportOrgAuditEvents({ query: { format: "jsonl" } });
  for await (const _change of operator.followChanges()) break;
  await walkRouteRules(operator);
  await operator.listSigningKeys();
  await operator.rotateSigningKey();
  await operator.rotateMasterKey();
}

async function walkCatalogue(operator: Client): Promise<void> {
  await operator.getCatalogue();
  await operator.putCatalogue({
    body: { template: "paas", permissions: [{ permission: PUBLISHABLE, publishable: true }] },
  });
  await operator.getCatalogue();
}

async function walkRouteRules(operator: Client): Promise<void> {
  const read = {
    "x-keywright-permission": "project:projects:manage:read",
    "x-keywright-team": false as const,
  };
  const servers = [{ url: "https://api.example/v1" }];
  const document = {
    openapi: "3.1.0",
    info: { title: "A platform", version: "1" },
    servers,
    paths: {
      "/projects/{projectId}/env/{environmentId}": { servers, get: { ...read, servers }, post: {} },
      "/me": { get: { "x-keywright-permission": ["any_token"] } },
    },
  };
  await operator.getRouteRules();
  await operator.putRouteRules({ body: { document } });
  await operator.getRouteRules();
  await operator.deleteRouteRules();
}

async function walkOrgs(operator: Client): Promise<void> {
  await operator.createOrg({ body: { name: "bare" } });
  await operator.createOrg({
    body: {
      name: "full",
      owner: { email: "ada@example.com" },
      ownerToken: { name: "first", lifetimeSeconds: 3600 },
    },
  });
  const params = { orgId: "full" };
  await operator.listOrgs();
  await operator.listOrgs({ query: { per_page: 1 } });
  await operator.getOrg({ params });
  await operator.patchOrg({ params, body: { suspended: true } });
  await operator.deleteOrg({ params });
  await operator.getOwnOrg();
  await operator.patchOwnOrg({ body: { tokenPolicy: { maxLifetimeSeconds: 86_400 } } });
  await operator.patchOwnOrg({ body: { tokenPolicy: { maxLifetimeSeconds: null } } });
}

async function walkTeams(operator: Client): Promise<void> {
  const body = {
    name: "full",
    email: "full@example.com",
    description: "Everything",
    owner: { email: "ada@example.com", name: "Ada" },
  };
  await operator.createTeam({ body: { name: "bare" } });
  await operator.createTeam({ body });
  await operator.listTeams();
  await operator.listTeams({ query: { per_page: 1 } });
  const params = { teamId: "full" };
  await operator.getTeam({ params });
  await operator.patchTeam({ params, body: { description: null, tokenPolicy: { allowNoExpiry: true } } });
  await operator.deleteTeam({ params });
}

async function walkOrgRoles(operator: Client): Promise<void> {
  const restrictions = { enabled: true, projects: ["*"], environments: ["dev"] };
  const body = {
    name: "full",
    description: "Everything",
    permissions: { orgScope: ["org:admin:members:read"], teamScope: ["team:*"], projectScope: ["*"] },
    restrictions: { enabled: true, teams: [{ teamId: "bare", restrictions }] },
  };
  await operator.createOrgRole({ body: { name: "bare" } });
  await operator.createOrgRole({ body });
  await operator.putOrgRole({ body });
  await operator.putOrgRole({ body: { name: "put" } });
  await operator.listOrgRoles();
  await operator.listOrgRoles({ query: { per_page: 2 } });
  for (const roleId of ["bare", "full", "operator"]) await operator.getOrgRole({ params: { roleId } });
  await operator.patchOrgRole(
    { params: { roleId: "bare" }, body: { restrictions: null } },
    { waitSeconds: 5 },
  );
  await operator.previewOrgRole({ params: { roleId: "full" }, body: { permissions: { orgScope: [] } } });
  await operator.deleteOrgRole({ params: { roleId: "put" } });
}

async function walkOrgMembers(operator: Client): Promise<void> {
  const params = { roleId: "bare" };
  const { id: memberId } = await operator.inviteOrgMember({
    body: { email: "grace@example.com", name: "Grace", roles: ["full"] },
  });
  await operator.inviteOrgMember({ body: { email: "joan@example.com" } });
  await operator.resendOrgInvitation({ params: { memberId } });
  await operator.listOrgMembers();
  await operator.listOrgMembers({ query: { per_page: 1 } });
  await operator.getOrgMember({ params: { memberId } });
  await operator.addOrgRoleMember({ params, body: { userId: memberId } });
  await operator.listOrgRoleMembers({ params, query: { userIds: memberId } });
  await operator.removeOrgRoleMember({ params: { ...params, memberId } });
  const hers = { owner: "member", memberId, lifetimeSeconds: 3600 } as const;
  await operator.issueOrgToken({ body: { name: "hers", roleId: "full", ...hers } });
  await operator.removeOrgMember({ params: { memberId } });
}

async function walkOrgTokens(operator: Client): Promise<void> {
  const { id: tokenId } = await operator.issueOrgToken({
    body: {
      name: "full",
      description: "Everything",
      roleId: "owner",
      lifetimeSeconds: 3600,
      narrowing: { permissions: ["org:admin:members:read"], allowedIps: ["::1"] },
    },
  });
  const params = { tokenId };
  await operator.listIssuableOrgRoles();
  await operator.issueOrgToken({ body: { name: "bare", roleId: "admin" } });
  await operator.listOrgTokens({ query: { per_page: 1 } });
  await operator.getOrgToken({ params });
  await operator.patchOrgToken({ params, body: { description: null } });
  const expiresAt = new Date(Date.now() + 1800 * 1000).toISOString();
  await operator.patchOrgToken({ params, body: { expiresAt } });
  const { key } = await operator.rotateOrgToken({ params, body: { otherKeysExpiresAt: null } });
  await operator.listOrgTokenKeys({ params });
  await operator.deleteOrgTokenKey({ params: { ...params, keyId: key.id } });
  await operator.listOrgTokenAuditEvents({ params });
  await operator.getOrgTokenUsage({ params });
  await operator.revokeOrgToken({ params });
  await operator.listOrgTokens({ query: { all: "true" } });
}

/** Verdicts of every kind on the caller's own token and on none. */
export async function walkVerification(client: Client, token: string): Promise<void> {
  const check = { token, permission: "project:projects:manage:read" };
  await client.verify({ body: { ...check, team: "acme" } });
  await client.verify({ body: { ...check, team: "acme", project: "full", environment: "dev", ip: "::1" } });
  await client.verify({ body: { ...check, permission: "team:no:such:permission" } });
  await client.verify({
    body: { checks: [check, { ...check, token: "none" }, { ...check, atLeastRevision: 1 }] },
  });
}
