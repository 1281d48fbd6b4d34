import type { OperationId } from "@keywright/contract";
import { exampleOf, inputSchema } from "./guard-schema.ts";
import type { Ids, Target } from "./guard-targets.ts";
import { welcomed } from "./platform.ts";

/** A body that succeeds, where one that only fits the schema would not. `name` is new every time. */
type MakeBody = (ids: Ids, name: string) => unknown;

const role: MakeBody = (_ids, name) => ({ name, description: "Made by a guard" });
const group: MakeBody = (_ids, name) => ({
  name,
  secretType: "environment",
  priority: 10,
  secrets: { variables: { LEVEL: "debug" } },
});
const token: MakeBody = ({ roleId }, name) => ({ name, roleId });
const describe = { description: "Edited by a guard" };

const BODIES: Partial<Record<OperationId, MakeBody>> = {
  createOrg: (_ids, name) => ({ name }),
  patchOrg: (_ids, name) => ({ name }),
  patchOwnOrg: (_ids, name) => ({ name }),
  createTeam: (_ids, name) => ({ name }),
  patchTeam: () => describe,
  inviteMember: (_ids, name) => ({ email: `${name}@example.com` }),
  inviteOrgMember: (_ids, name) => ({ email: `${name}@example.com` }),
  createRole: role,
  putRole: role,
  patchRole: () => describe,
  addRoleMember: ({ spareMemberId }) => ({ userId: spareMemberId }),
  createOrgRole: role,
  putOrgRole: role,
  patchOrgRole: () => describe,
  addOrgRoleMember: ({ spareMemberId }) => ({ userId: spareMemberId }),
  createProject: (_ids, name) => ({ name }),
  putProject: (_ids, name) => ({ name }),
  patchProject: () => describe,
  createSecretGroup: group,
  putSecretGroup: group,
  patchSecretGroup: () => ({ priority: 20 }),
  updateSecretGroup: () => ({ priority: 30 }),
  issueToken: token,
  patchToken: () => describe,
  rotateToken: () => ({ otherKeysExpiresAt: null }),
  setTokenRotation: () => ({ everyDays: 90 }),
  createTrustRule: ({ roleId }, name) => ({
    name,
    issuer: "https://ci.example.com",
    audience: "https://keys.example.com",
    claims: [
      { claim: "repository_id", equals: ["1"] },
      { claim: "ref", matches: "refs/heads/*" },
    ],
    roleId,
  }),
  patchTrustRule: () => describe,
  createAppConnection: (_ids, name) => ({ name, ...welcomed(name) }),
  patchAppConnection: () => describe,
  createSync: ({ projectId, secretId, connectionId }, name) => ({
    name,
    source: { kind: "secret-group", projectId, secretGroupId: secretId },
    connectionId,
    destination: { projectId: "elsewhere", secretGroupId: name },
  }),
  patchSync: () => describe,
  startSyncRun: () => ({ kind: "sync" }),
  createExternalToken: ({ connectionId }, name) => ({ name, connectionId, spec: { roleId: "ci" } }),
  patchExternalToken: () => describe,
  // What is to end at once ends by itself, beside what is looked at.
  rotateExternalToken: () => ({ keepOldSeconds: 3600 }),
  listMintingChoices: () => ({ field: "roleId" }),
  issueOrgToken: token,
  patchOrgToken: () => describe,
  rotateOrgToken: () => ({ otherKeysExpiresAt: null }),
  putCatalogue: (_ids, name) => ({ permissions: [{ permission: `project:guards:things:${name}` }] }),
  putRouteRules: (_ids, name) => ({
    document: {
      openapi: "3.1.0",
      info: { title: name },
      paths: { "/things": { get: { "x-keywright-permission": "project:projects:manage:read" } } },
    },
  }),
  setOrgSso: (_ids, name) => ({
    issuer: "https://idp.example.com",
    clientId: "keywright",
    clientSecret: name,
    domains: [`${name}.example`],
  }),
  verify: () => ({ token: "no-token", permission: "project:projects:manage:read" }),
};

let made = 0;

/** A body for this operation: one known to succeed, or, for an operation nobody has thought of here, one of its schema. */
export function bodyFor({ id, route }: Target, ids: Ids): unknown {
  if (!route.body) return undefined;
  made += 1;
  return BODIES[id]?.(ids, `made-${made}`) ?? exampleOf(inputSchema(route.body));
}
