import type { Client } from "@keywright/sdk";
import { newId } from "../src/ids.ts";
import type { Ids } from "./guard-targets.ts";
import { welcomedTo, welcomedToMint } from "./platform.ts";

/** One of everything that a path can name, in a team and in its organization. */
export interface Furniture {
  readonly team: Ids;
  readonly org: Ids;
}

interface FurnishOptions {
  readonly teamId: string;
  /** For `{orgId}`: an organization to operate on. */
  readonly orgId: string;
  /** Begins the names of all that is made. */
  readonly name: string;
}

/** `admin` must be able to give any role of the organization. */
export async function furnish(admin: Client, { teamId, orgId, name }: FurnishOptions): Promise<Furniture> {
  const [team, org] = [await furnishTeam(admin, teamId, name), await furnishOrg(admin, name)];
  return { team: { teamId, ...team }, org: { orgId, ...org } };
}

async function furnishTeam(admin: Client, teamId: string, name: string): Promise<Ids> {
  const params = { teamId };
  const project = await admin.createProject({
    params,
    body: { name: `${name} project`, environments: ["prod"] },
  });
  const group = await admin.createSecretGroup({
    params: { teamId, projectId: project.id },
    body: { name: `${name} group`, secretType: "environment", priority: 10 },
  });
  const role = await admin.createRole({ params, body: { name: `${name} role` } });
  const holder = { email: `${name}-holder@example.com`, roles: [role.id] };
  const member = await admin.inviteMember({ params, body: holder });
  const spare = await admin.inviteMember({
    params,
    body: { email: `${name}-spare@example.com`, roles: [] },
  });
  const rule = await admin.createTrustRule({
    params,
    body: {
      name: `${name} rule`,
      issuer: "https://ci.example.com",
      audience: "https://keys.example.com",
      claims: [{ claim: "repository_id", equals: ["1"] }],
      roleId: role.id,
    },
  });
  const connection = await admin.createAppConnection({
    params,
    body: { name: `${name}-connection`, ...welcomedToMint(name) },
  });
  const external = await furnishExternalToken(admin, teamId, name);
  const token = await admin.issueToken({ params, body: { name: `${name} token`, roleId: role.id } });
  const tokenId = token.id;
  const key = await admin.rotateToken({ params: { teamId, tokenId }, body: { otherKeysExpiresAt: null } });
  await admin.setTokenRotation({ params: { teamId, tokenId }, body: { everyDays: 30 } });
  return {
    projectId: project.id,
    secretId: group.id,
    roleId: role.id,
    memberId: member.id,
    spareMemberId: spare.id,
    tokenId,
    keyId: key.key.id,
    trustRuleId: rule.id,
    connectionId: connection.id,
    externalTokenId: external.id,
    platformProjectId: welcomedTo(name),
    ...(await furnishSync(admin, { teamId, projectId: project.id, name })),
  };
}

interface SyncPlace {
  readonly teamId: string;
  readonly projectId: string;
  readonly name: string;
}

/** From a secret group and through a connection of its own: those that are in use are not deleted. */
async function furnishSync(admin: Client, { teamId, projectId, name }: SyncPlace): Promise<Ids> {
  const params = { teamId };
  const { id: secretGroupId } = await admin.createSecretGroup({
    params: { teamId, projectId },
    body: { name: `${name} source`, secretType: "environment", priority: 10 },
  });
  const { id: connectionId } = await admin.createAppConnection({
    params,
    body: { name: `${name}-delivering`, ...welcomedToMint(name) },
  });
  const sync = await admin.createSync({
    params,
    body: {
      name: `${name}-sync`,
      source: { kind: "secret-group", projectId, secretGroupId },
      connectionId,
      destination: { projectId: welcomedTo(name), secretGroupId: "settings" },
    },
  });
  return { syncId: sync.id, runId: sync.lastRuns.sync?.id ?? "" };
}

/** Through a connection of its own: one that is in use is not deleted. */
async function furnishExternalToken(admin: Client, teamId: string, name: string) {
  const params = { teamId };
  const { id: connectionId } = await admin.createAppConnection({
    params,
    body: { name: `${name}-minting`, ...welcomedToMint(name) },
  });
  const body = { name: `${name} external`, connectionId, spec: { roleId: "ci" } };
  return admin.createExternalToken({ params, body });
}

async function furnishOrg(admin: Client, name: string): Promise<Ids> {
  const role = await admin.createOrgRole({ body: { name: `${name} org role` } });
  const holder = { email: `${name}-org-holder@example.com`, roles: [role.id] };
  const member = await admin.inviteOrgMember({ body: holder });
  const spare = await admin.inviteOrgMember({ body: { email: `${name}-org-spare@example.com` } });
  const token = await admin.issueOrgToken({ body: { name: `${name} org token`, roleId: role.id } });
  const sso = { issuer: "https://idp.example.com", clientId: name, clientSecret: "a secret" };
  await admin.setOrgSso({ body: { ...sso, domains: [`${name}.example`] } });
  const tokenId = token.id;
  const key = await admin.rotateOrgToken({ params: { tokenId }, body: { otherKeysExpiresAt: null } });
  return {
    roleId: role.id,
    memberId: member.id,
    spareMemberId: spare.id,
    tokenId,
    keyId: key.key.id,
    // Command lines make these, and people answer them: none that has an organization is needed here.
    loginRequestId: newId("lgr"),
  };
}

/** Ids that are as good as real ones and name nothing. */
export function nowhere(): Ids {
  return {
    orgId: "nowhere",
    teamId: "nowhere",
    projectId: "nowhere",
    secretId: "nowhere",
    roleId: "nowhere",
    memberId: newId("mem"),
    tokenId: newId("tok"),
    keyId: newId("key"),
    trustRuleId: newId("tru"),
    connectionId: newId("con"),
    externalTokenId: newId("ext"),
    syncId: newId("syn"),
    runId: newId("run"),
    platformProjectId: "nowhere",
    loginRequestId: newId("lgr"),
  };
}
