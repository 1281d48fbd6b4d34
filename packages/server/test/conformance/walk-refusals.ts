import { BODY_MAX_BYTES, ERRORS, type ErrorCode } from "@keywright/contract";
import type { Client } from "@keywright/sdk";
import { startPlatform, welcomed } from "../platform.ts";
import type { Recorder } from "./recorder.ts";

const TEAM = { teamId: "acme" };
const FULL = { ...TEAM, projectId: "full" };

/** By the code it must be refused with. */
type Refusals = Partial<Record<ErrorCode, () => Promise<unknown>>>;

interface Service {
  readonly recorder: Recorder;
  readonly url: string;
  readonly operator: Client;
  readonly operatorToken: string;
}

/** Asks for a refusal of every kind that a healthy server gives; answers those that did not come. */
export async function walkRefusals(service: Service): Promise<string[]> {
  const { exchanges } = service.recorder;
  const refusals: Refusals = {
    ...badRequests(service),
    ...(await badTokens(service)),
    ...(await forbidden(service)),
    ...conflicts(service),
    ...ofPlatforms(service),
    ...badBodies(service),
  };
  const missing: string[] = [];
  for (const [code, operation] of Object.entries(refusals)) {
    const before = exchanges.length;
    await operation().catch(() => {});
    const { status } = ERRORS[code as ErrorCode];
    const came = exchanges
      .slice(before)
      .some((answer) => answer.status === status && (answer.body as { code?: string }).code === code);
    if (!came) missing.push(`${status} ${code}`);
  }
  return missing;
}

function badRequests({ operator }: Service): Refusals {
  const issue = (body: object) =>
    operator.issueToken({ params: TEAM, body: { name: "no", roleId: "full", ...body } });
  const role = (body: object) => operator.createRole({ params: TEAM, body: { name: "no", ...body } });
  const capLifetime = (maxLifetimeSeconds: number | null) =>
    operator.patchTeam({ params: TEAM, body: { tokenPolicy: { maxLifetimeSeconds } } });
  return {
    validation_failed: () => operator.createProject({ params: TEAM, body: { name: "" } }),
    ambiguous_paths: () => {
      const operation = { get: { "x-keywright-permission": "any_token" } };
      const paths = { "/{a}/me": operation, "/books/{id}": operation };
      return operator.putRouteRules({ body: { document: { openapi: "3.1.0", paths } } });
    },
    unknown_permission: () => role({ permissions: { teamScope: ["team:a:b:c"] } }),
    unknown_reference: () => issue({ roleId: "nowhere" }),
    empty_restriction: () => role({ restrictions: { enabled: true, projects: [] } }),
    lifetime_not_allowed: async () => {
      await capLifetime(60);
      await issue({}).catch(() => {});
      await capLifetime(null);
    },
    trust_rule_too_wide: () => trust(operator, "no", { claim: "repository", matches: "acme/*" }),
    address_not_allowed: () =>
      connect(operator, withCredentials({ apiToken: "x", baseUrl: "https://169.254.169.254" })),
    not_publishable: () => issue({ exposure: "publishable", narrowing: { environments: ["dev"] } }),
    owner_not_allowed: async () => {
      const { members } = await operator.listMembers({ params: TEAM });
      await issue({ owner: "member", memberId: members[0]?.id, roleId: "owner" });
    },
    not_found: () => operator.getProject({ params: { ...TEAM, projectId: "nowhere" } }),
    team_required: () => operator.listProjects(),
  };
}

async function badTokens({ recorder, operator, operatorToken }: Service): Promise<Refusals> {
  const asks = (token?: string) => () => recorder.client(token).listRoles({ params: TEAM });
  const issue = (roleId: string) => operator.issueToken({ params: TEAM, body: { name: "dead", roleId } });
  const revoked = await issue("default");
  await operator.revokeToken({ params: { ...TEAM, tokenId: revoked.id } });
  const role = { ...TEAM, roleId: "short-lived" };
  await operator.createRole({ params: TEAM, body: { name: "Short lived" } });
  const orphan = await issue(role.roleId);
  await operator.deleteRole({ params: role });
  const org = await operator.createOrg({ body: { name: "Suspended", ownerToken: { name: "first" } } });
  await operator.patchOrg({ params: { orgId: org.id }, body: { suspended: true } });
  const [header, , signature] = operatorToken.split(".");
  return {
    no_credentials: asks(),
    malformed: asks("none"),
    bad_signature: asks(`${header}.e30.${signature}`),
    revoked: asks(revoked.token),
    role_deleted: asks(orphan.token),
    suspended: asks(org.ownerToken?.token),
  };
}

async function forbidden({ recorder, operator }: Service): Promise<Refusals> {
  async function holder(name: string, projectScope: string[], restrictions?: object, narrowing?: object) {
    const body = {
      name,
      permissions: { teamScope: ["team:*"], projectScope },
      ...(restrictions && { restrictions }),
    };
    const { id: roleId } = await operator.createRole({ params: TEAM, body: body as { name: string } });
    const issued = await operator.issueToken({
      params: TEAM,
      body: { name, roleId, ...(narrowing && { narrowing }) },
    });
    return recorder.client(issued.token);
  }
  const nothing = await holder("no projects", []);
  const inFull = await holder("only full", ["*"], { enabled: true, projects: ["full"] });
  const inDev = await holder("only dev", ["*"], { enabled: true, projects: ["*"], environments: ["dev"] });
  const elsewhere = await holder("elsewhere", ["*"], undefined, { allowedIps: ["192.0.2.1"] });
  return {
    permission_missing: () => nothing.getSecretGroup({ params: { ...FULL, secretId: "full" } }),
    escalation: () => nothing.issueToken({ body: { name: "no", roleId: "owner" } }),
    project_restricted: () => inFull.createProject({ body: { name: "no" } }),
    environment_restricted: () => inDev.patchProject({ params: FULL, body: { color: "#000000" } }),
    ip_not_allowed: () => elsewhere.listProjects(),
  };
}

function conflicts({ operator }: Service): Refusals {
  const once = { idempotencyKey: "once" };
  return {
    slug_taken: () => operator.createProject({ params: TEAM, body: { name: "full" } }),
    trust_rule_exists: () => trust(operator, "full", { claim: "repository_id", equals: ["1"] }),
    app_connection_exists: () => connect(operator, { name: "full", ...welcomed("full") }),
    already_member: () =>
      operator.inviteMember({ params: TEAM, body: { email: "ada@example.com", roles: [] } }),
    role_built_in: () => operator.deleteRole({ params: { ...TEAM, roleId: "owner" } }),
    permission_in_use: () => operator.putCatalogue({ body: {} }),
    project_not_empty: () => operator.deleteProject({ params: FULL }),
    home_organization: () => operator.deleteOrg({ params: { orgId: "acme" } }),
    last_owner: async () => {
      const body = { email: "only@example.com", roles: ["owner"] };
      await operator.createTeam({ body: { name: "Owned by one" } });
      const team = { teamId: "owned-by-one" };
      const { id: memberId } = await operator.inviteMember({ params: team, body });
      await operator.removeMember({ params: { ...team, memberId } });
    },
    token_ended: async () => {
      const { id: tokenId } = await operator.issueOrgToken({ body: { name: "ended", roleId: "admin" } });
      await operator.revokeOrgToken({ params: { tokenId } });
      await operator.rotateOrgToken({ params: { tokenId } });
    },
    too_many_personal_tokens: async () => {
      const invited = { email: "hands-full@example.com", roles: ["default"] };
      const { id: memberId } = await operator.inviteMember({ params: TEAM, body: invited });
      const owned = { owner: "member", memberId, lifetimeSeconds: 3600 } as const;
      await operator.patchOwnOrg({ body: { personalTokensMax: 0 } });
      await operator
        .issueToken({ params: TEAM, body: { name: "no", roleId: "default", ...owned } })
        .catch(() => {});
      await operator.patchOwnOrg({ body: { personalTokensMax: 25 } });
    },
    too_many_keys: async () => {
      const { id: tokenId } = await operator.issueOrgToken({ body: { name: "keys", roleId: "admin" } });
      const rotate = () =>
        operator.rotateOrgToken({ params: { tokenId }, body: { otherKeysExpiresAt: null } });
      for (let keys = 1; keys <= 10; keys++) await rotate();
    },
    signing_key_too_new: async () => {
      for (let round = 0; round < 2; round++) await operator.rotateSigningKey();
    },
    idempotency_key_reused: async () => {
      await operator.createProject({ params: TEAM, body: { name: "once" } }, once);
      await operator.createProject({ params: TEAM, body: { name: "twice" } }, once);
    },
  };
}

/** What a platform says, and what is then said of it. */
function ofPlatforms({ operator }: Service): Refusals {
  const platformAnswers = (status: number) => async () => {
    const { url, close } = await startPlatform((_request, response) => response.writeHead(status).end("{}"));
    const credentials = { apiToken: "x", baseUrl: url };
    try {
      await connect(operator, withCredentials(credentials));
    } finally {
      await close();
    }
  };
  return {
    credentials_rejected: platformAnswers(401),
    platform_permission_missing: platformAnswers(403),
    platform_refused: platformAnswers(404),
    platform_unavailable: platformAnswers(200),
  };
}

type Connection = Parameters<Client["createAppConnection"]>[0]["body"];

function connect(operator: Client, body: Connection): Promise<unknown> {
  return operator.createAppConnection({ params: TEAM, body });
}

function withCredentials(credentials: Connection["credentials"]): Connection {
  return { ...welcomed("any"), name: "no", credentials };
}

type Condition = Parameters<Client["createTrustRule"]>[0]["body"]["claims"][number];

function trust(operator: Client, name: string, claim: Condition): Promise<unknown> {
  const from = { issuer: "https://ci.example.com", audience: "https://keys.example.com" };
  return operator.createTrustRule({ params: TEAM, body: { name, ...from, claims: [claim], roleId: "full" } });
}

/** What no client of ours sends. */
function badBodies({ recorder, url, operatorToken }: Service): Refusals {
  const send = (body: string, type = "application/json") =>
    recorder.fetch(`${url}/v1/teams/acme/projects`, {
      method: "POST",
      headers: { authorization: `Bearer ${operatorToken}`, "content-type": type },
      body,
    });
  return {
    malformed_json: () => send("{"),
    body_too_large: () => send(JSON.stringify({ name: "x".repeat(BODY_MAX_BYTES) })),
    unsupported_media_type: () => send("name=x", "application/x-www-form-urlencoded"),
  };
}
