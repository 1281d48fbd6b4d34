import type { Client } from "@keywright/sdk";
import { welcomed, welcomedTo, welcomedToMint } from "../platform.ts";

/** The team in the path, or none: then it is the token's own. */
type At = { readonly teamId?: string };

const LIST = "project:secrets:secret-groups:list";
export const PUBLISHABLE = "project:shop:articles:read";

/** Every operation on a team's things, once at least, the answers' optional parts present and absent. */
export async function walkTeam(client: Client, at: At): Promise<void> {
  await walkProjects(client, at);
  await walkSecretGroups(client, at);
  await walkRoles(client, at);
  await walkMembers(client, at);
  await walkTokens(client, at);
  await walkTrustRules(client, at);
  await walkAppConnections(client, at);
  await walkExternalTokens(client, at);
  await walkSyncs(client, at);
  await walkTokenRotation(client, at);
  await client.listAuditEvents({ params: at, query: { per_page: 100 } });
  await client.listAuditEvents({ params: at, query: { action: "role.*", origin: "api" } });
  await client.exportAuditEvents({ params: at, query: { format: "csv" } });
  await client.exportAuditEvents({ params: at, query: { format: "jsonl" } });
  await client.getTeamOverview({ params: at });
  await client.getTeamUsage({ params: at });
}

async function walkProjects(client: Client, at: At): Promise<void> {
  await client.createProject({ params: at, body: { name: "bare" } });
  const body = {
    name: "full",
    description: "Everything",
    environments: ["dev", "live"],
    region: "europe-west",
    clusterId: "c1",
    color: "#4f46e5",
  };
  await client.createProject({ params: at, body });
  await client.putProject({ params: at, body: { ...body, description: null } });
  await client.putProject({ params: at, body: { name: "put" } });
  await client.listProjects({ params: at });
  await client.listProjects({ params: at, query: { per_page: 2 } });
  for (const projectId of ["bare", "full"]) await client.getProject({ params: { ...at, projectId } });
  await client.patchProject({ params: { ...at, projectId: "bare" }, body: { description: "patched" } });
  await client.deleteProject({ params: { ...at, projectId: "put" } });
}

async function walkSecretGroups(client: Client, at: At): Promise<void> {
  const project = { ...at, projectId: "full" };
  const bare = { name: "bare", secretType: "environment" as const, priority: 0 };
  const body = {
    name: "full",
    description: "Everything",
    type: "config" as const,
    secretType: "arguments" as const,
    priority: 100,
    environment: "live",
    tags: ["blue"],
    restrictions: { restricted: true, nfObjects: [{ id: "api", type: "job" as const }], tags: ["blue"] },
    secrets: {
      variables: { TEXT: "a", NUMBER: 1, FLAG: true },
      files: { "/etc/a": { data: "x" } },
      dockerSecretMounts: { id: "y" },
    },
  };
  await client.createSecretGroup({ params: project, body: bare });
  await client.createSecretGroup({ params: project, body });
  await client.putSecretGroup({ params: project, body: { ...body, description: null } });
  await client.putSecretGroup({ params: project, body: { ...bare, name: "put" } });
  await client.listSecretGroups({ params: project });
  await client.listSecretGroups({ params: project, query: { per_page: 1 } });
  for (const secretId of ["bare", "full"]) {
    const params = { ...project, secretId };
    await client.getSecretGroup({ params });
    await client.getSecretGroup({ params, query: { show: "inherited" } });
    await client.getSecretGroupDetails({ params });
    await client.patchSecretGroup({ params, body: { priority: 3 } });
    await client.updateSecretGroup({ params, body: { secrets: { variables: {} } } });
  }
  await client.deleteSecretGroup({ params: { ...project, secretId: "put" } });
}

async function walkRoles(client: Client, at: At): Promise<void> {
  const body = {
    name: "full",
    description: "Everything",
    permissions: { teamScope: ["team:admin:team:read"], projectScope: ["project:secrets:*", PUBLISHABLE] },
    restrictions: {
      enabled: true,
      projects: ["full"],
      restrictionMode: "notIn" as const,
      environments: ["dev"],
    },
  };
  await client.createRole({ params: at, body: { name: "bare" } });
  await client.createRole({ params: at, body });
  await client.putRole({ params: at, body });
  await client.putRole({ params: at, body: { name: "put" } });
  await client.listRoles({ params: at });
  await client.listRoles({ params: at, query: { per_page: 2 } });
  for (const roleId of ["bare", "full", "owner"]) await client.getRole({ params: { ...at, roleId } });
  await client.patchRole({
    params: { ...at, roleId: "bare" },
    body: { permissions: { projectScope: [LIST, PUBLISHABLE] }, restrictions: null },
  });
  await client.previewRole({
    params: { ...at, roleId: "bare" },
    body: { permissions: { projectScope: [LIST] } },
  });
  await client.deleteRole({ params: { ...at, roleId: "put" } });
}

async function walkMembers(client: Client, at: At): Promise<void> {
  const { id: memberId } = await client.inviteMember({
    params: at,
    body: { email: "ada@example.com", name: "Ada", roles: ["default"] },
  });
  const bare = await client.inviteMember({ params: at, body: { email: "bare@example.com" } });
  await client.resendInvitation({ params: { ...at, memberId } });
  await client.listMembers({ params: at });
  await client.listMembers({ params: at, query: { per_page: 1 } });
  await client.getMember({ params: { ...at, memberId } });
  const role = { ...at, roleId: "bare" };
  for (const userId of [memberId, bare.id]) await client.addRoleMember({ params: role, body: { userId } });
  await client.listRoleMembers({ params: role, query: { userIds: memberId } });
  await client.listRoleMembers({ params: role, query: { per_page: 1 } });
  await client.removeRoleMember({ params: { ...role, memberId: bare.id } });
  await client.removeMember({ params: { ...at, memberId: bare.id } });
  await client.issueToken({
    params: at,
    body: { name: "hers", roleId: "default", owner: "member", memberId, lifetimeSeconds: 3600 },
  });
}

async function walkTokens(client: Client, at: At): Promise<void> {
  const narrowing = {
    permissions: [LIST],
    projects: ["full"],
    environments: ["dev"],
    allowedIps: ["10.0.0.0/8"],
  };
  const full = await client.issueToken({
    params: at,
    body: { name: "full", description: "Everything", roleId: "owner", lifetimeSeconds: 3600, narrowing },
  });
  const expiresAt = new Date(Date.now() + 1800 * 1000).toISOString();
  const ended = await client.issueToken({ params: at, body: { name: "ended", roleId: "bare", expiresAt } });
  const shown = await client.issueToken({
    params: at,
    body: {
      name: "shown",
      roleId: "bare",
      exposure: "publishable",
      narrowing: {
        permissions: [PUBLISHABLE],
        environments: ["dev"],
        allowedOrigins: ["https://shop.example.com"],
      },
    },
  });
  const params = { ...at, tokenId: full.id };
  await client.getToken({ params });
  await client.patchToken({ params, body: { name: "patched", description: null, expiresAt } });
  const rotated = await client.rotateToken({ params, body: { otherKeysExpiresAt: null } });
  await client.listKeys({ params });
  await client.listKeys({ params, query: { per_page: 1 } });
  await client.listKeys({ params: { ...at, tokenId: shown.id } });
  await client.deleteKey({ params: { ...params, keyId: rotated.key.id } });
  await client.revokeToken({ params: { ...at, tokenId: ended.id }, query: { includeIssued: true } });
  await client.listTokens({ params: at });
  await client.listTokens({ params: at, query: { all: true, per_page: 100 } });
  await client.listTokens({ params: at, query: { exposure: "publishable", per_page: 1 } });
  await client.listTokenAuditEvents({ params, query: { per_page: 2 } });
  await client.listIssuableRoles({ params: at });
  await client.listTokens({ params: at, query: { status: "revoked", sort: "-name", total: true } });
  await client.getTokenUsage({ params });
  await client.getTokenUsage({ params, query: { groupBy: "day" } });
}

async function walkTrustRules(client: Client, at: At): Promise<void> {
  const bare = {
    name: "bare",
    issuer: "https://ci.example.com",
    audience: "https://keys.example.com",
    claims: [{ claim: "repository", equals: ["acme/shop"] }],
    roleId: "bare",
  };
  const body = {
    ...bare,
    name: "full",
    description: "Everything",
    claims: [
      { claim: "repository_id", equals: ["1"] },
      { claim: "ref", matches: "refs/tags/*" },
    ],
    narrowing: { projects: ["full"] },
    lifetimeSeconds: 600,
  };
  const { id } = await client.createTrustRule({ params: at, body: bare });
  const { id: trustRuleId } = await client.createTrustRule({ params: at, body });
  await client.listTrustRules({ params: at });
  await client.listTrustRules({ params: at, query: { per_page: 1 } });
  await client.getTrustRule({ params: { ...at, trustRuleId } });
  await client.patchTrustRule({ params: { ...at, trustRuleId }, body: { description: null } });
  await client.patchTrustRule({
    params: { ...at, trustRuleId },
    body: { narrowing: null, claims: bare.claims },
  });
  await client.deleteTrustRule({ params: { ...at, trustRuleId: id } });
}

async function walkAppConnections(client: Client, at: At): Promise<void> {
  const full = { name: "full", description: "Everything", projectId: "full", ...welcomed("full") };
  const { id } = await client.createAppConnection({
    params: at,
    body: { name: "bare", ...welcomed("bare") },
  });
  const { id: connectionId } = await client.createAppConnection({ params: at, body: full });
  const params = { ...at, connectionId };
  await client.listConnectableApps({ params: at });
  await client.listAppConnections({ params: at });
  await client.listAppConnections({
    params: at,
    query: { app: "northflank", projectId: "full", per_page: 1 },
  });
  await client.listAvailableAppConnections({ params: at });
  await client.getAppConnection({ params });
  await client.checkAppConnection({ params });
  await client.listPlatformProjects({ params });
  await client.listPlatformSecretGroups({ params: { ...params, platformProjectId: welcomedTo("full") } });
  await client.patchAppConnection({ params, body: { description: null } });
  await client.patchAppConnection({ params, body: { credentials: welcomed("other").credentials } });
  await client.checkAppConnection({ params });
  await client.deleteAppConnection({ params: { ...at, connectionId: id } });
}

async function walkExternalTokens(client: Client, at: At): Promise<void> {
  const to = { name: "minting", projectId: "full", ...welcomedToMint("minting") };
  const { id: connectionId } = await client.createAppConnection({ params: at, body: to });
  const choosing = { ...at, connectionId };
  await client.listMintingChoices({ params: choosing, body: { field: "roleId", spec: {} } });
  const spec = { roleId: "ci", roleName: "CI" };
  const full = { name: "full", description: "Everything", connectionId, spec, lifetimeSeconds: 3600 };
  const { id } = await client.createExternalToken({ params: at, body: full });
  const bare = await client.createExternalToken({ params: at, body: { name: "bare", connectionId, spec } });
  const params = { ...at, externalTokenId: bare.id };
  await client.listExternalTokens({ params: at });
  await client.listExternalTokens({ params: at, query: { all: "true", connectionId, search: "bare" } });
  await client.getExternalToken({ params });
  await client.patchExternalToken({ params, body: { name: "barer", description: null } });
  await client.rotateExternalToken({ params });
  await client.rotateExternalToken({ params, body: { keepOldSeconds: 3600, expiresAt: null } });
  await client.revokeExternalToken({ params });
  await client.revokeExternalToken({ params: { ...at, externalTokenId: id }, query: { forget: "true" } });
}

async function walkSyncs(client: Client, at: At): Promise<void> {
  const to = { name: "delivering", projectId: "full", ...welcomed("delivering") };
  const { id: connectionId } = await client.createAppConnection({ params: at, body: to });
  const source = { kind: "secret-group", projectId: "full", secretGroupId: "full" } as const;
  const destination = { projectId: welcomedTo("delivering"), secretGroupId: "settings" };
  const full = {
    name: "full",
    description: "Everything",
    initialBehavior: "import-prefer-source",
    keySchema: "FULL_{{secretKey}}",
    deletes: false,
    automatic: false,
  } as const;
  const { id: fullId } = await client.createSync({
    params: at,
    body: { ...full, source, connectionId, destination },
  });
  const { id: syncId } = await client.createSync({
    params: at,
    body: { name: "bare", source, connectionId, destination, keySchema: "BARE_{{secretKey}}" },
  });
  const params = { ...at, syncId };
  await client.listSyncs({ params: at });
  await client.listSyncs({ params: at, query: { connectionId, projectId: "full", per_page: 1 } });
  await client.getSync({ params });
  await client.patchSync({ params, body: { description: "Less", deletes: false } });
  const { id: runId } = await client.startSyncRun({ params, body: { kind: "sync" } });
  await client.startSyncRun({ params, body: { kind: "import", prefer: "source" } });
  await client.startSyncRun({ params, body: { kind: "remove" } });
  await client.listSyncRuns({ params, query: { per_page: 1 } });
  await client.getSyncRun({ params: { ...params, runId } });
  await client.getSyncDrift({ params });
  // Where another team's walk wants to go, too.
  for (const id of [syncId, fullId]) await client.deleteSync({ params: { ...at, syncId: id } });
}

async function walkTokenRotation(client: Client, at: At): Promise<void> {
  const { id: tokenId } = await client.issueToken({
    params: at,
    body: { name: "rotating", roleId: "bare", lifetimeSeconds: 3600 },
  });
  const params = { ...at, tokenId };
  await client.getTokenRotation({ params });
  await client.setTokenRotation({ params, body: { everyDays: 30 } });
  await client.startTokenRotation({ params });
  await client.getTokenRotation({ params });
  await client.deleteTokenRotation({ params });
}
