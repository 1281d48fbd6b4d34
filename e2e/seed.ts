import type { Client } from "@keywright/sdk";
import { STREAM_PATH, type UsageEntry } from "@keywright/verifier";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import type { Service } from "./service.ts";

const HOUR_MS = 3600 * 1000;
const DAY_SECONDS = 24 * 3600;
const COUNTED_MAX_MS = 20_000;
const POLL_MS = 200;

type Issued = Awaited<ReturnType<Client["issueToken"]>>;

/** A small platform at work: projects, roles, people, tokens, and what they did in the last week. */
export async function seed(
  service: Service,
  client: Client,
): Promise<{ readonly tokens: Record<string, Issued> }> {
  await client.putCatalogue({ body: { template: "paas" } });
  for (const [name, environments] of [
    ["Web shop", ["staging", "production"]],
    ["Back office", ["production"]],
    ["Search", ["staging", "production"]],
  ] as const) {
    await client.createProject({
      params: { teamId: "web" },
      body: { name, environments: [...environments] },
    });
  }
  await createSecretGroup(client);
  await createRoles(client);
  await createTrustRule(client);
  for (const [email, name] of [
    ["grace@example.com", "Grace Hopper"],
    ["katherine@example.com", "Katherine Johnson"],
  ] as const) {
    await client.inviteMember({ params: { teamId: "web" }, body: { email, name } });
  }
  const tokens = await issueTokens(client);
  await reportUse(service, client, tokens);
  return { tokens };
}

async function createSecretGroup(client: Client): Promise<void> {
  const params = { teamId: "web", projectId: "web-shop" };
  const variables = {
    DATABASE_URL: "postgres://orders:not-a-secret@db.internal:5432/orders",
    DATABASE_POOL: "20",
  };
  await client.createSecretGroup({
    params,
    body: {
      name: "Database",
      description: "Where the orders are",
      secretType: "environment",
      priority: 10,
      environment: "production",
      tags: ["orders"],
      secrets: { variables, files: { "/etc/app/flags.json": { data: '{ "newCheckout": true }' } } },
    },
  });
  await client.patchSecretGroup({
    params: { ...params, secretId: "database" },
    body: { priority: 20, secrets: { variables: { ...variables, DATABASE_POOL: "40" } } },
  });
}

async function createRoles(client: Client): Promise<void> {
  const params = { teamId: "web" };
  await client.createRole({
    params,
    body: {
      name: "CI deploy",
      description: "Builds and deploys the web shop",
      permissions: {
        projectScope: [
          "project:projects:manage:read",
          "project:secrets:secret-groups:list",
          "project:services:general:update",
        ],
      },
      restrictions: { enabled: true, projects: ["web-shop"] },
    },
  });
  await client.createRole({
    params,
    body: {
      name: "Read only",
      description: "Dashboards and reports",
      permissions: { projectScope: ["project:projects:manage:read", "project:secrets:config-groups:list"] },
    },
  });
}

async function createTrustRule(client: Client): Promise<void> {
  await client.createTrustRule({
    params: { teamId: "web" },
    body: {
      name: "web-shop on GitHub",
      description: "Deploys from the main branch and from releases",
      issuer: "https://token.actions.githubusercontent.com",
      audience: "https://keywright.example.com",
      claims: [
        { claim: "repository_id", equals: ["1296269"] },
        { claim: "ref", matches: "refs/heads/release-*" },
      ],
      roleId: "ci-deploy",
    },
  });
}

const WANTED = [
  ["github-main", "ci-deploy", "Deploys every merge to main", 30],
  ["preview-builds", "ci-deploy", "One environment for each pull request", 90],
  ["grafana", "read-only", "Dashboards of the platform team", 365],
  ["terraform", "admin", "Keeps projects and roles as code", 5],
  ["partner-import", "read-only", "Nightly import of the partner", 90],
  ["ada-laptop", "owner", "Trying things out", 7],
  ["old-jenkins", "ci-deploy", "Replaced by github-main", 30],
] as const;

async function issueTokens(client: Client): Promise<Record<string, Issued>> {
  const tokens: Record<string, Issued> = {};
  const params = { teamId: "web" };
  for (const [name, roleId, description, days] of WANTED) {
    const owner = roleId === "owner" ? "member" : "team";
    const body = { name, roleId, description, lifetimeSeconds: days * DAY_SECONDS, owner } as const;
    tokens[name] = await client.issueToken({ params, body });
  }
  const old = tokens["old-jenkins"];
  if (old) await client.revokeToken({ params: { ...params, tokenId: old.id } });
  return tokens;
}

/** What a verifier counted in the last week, reported as verifiers do. */
async function reportUse(service: Service, client: Client, tokens: Record<string, Issued>): Promise<void> {
  await client.createOrgRole({
    body: { name: "Gateway", permissions: { orgScope: ["org:admin:verification:verify"] } },
  });
  const credential = await client.issueOrgToken({
    body: { name: "api-gateway", roleId: "gateway", lifetimeSeconds: 90 * DAY_SECONDS, owner: "team" },
  });
  const socket = new WebSocket(service.url.replace(/^http/, "ws") + STREAM_PATH);
  await once(socket, "open");
  const say = (message: object) => socket.send(JSON.stringify(message));
  say({
    type: "hello",
    credential: credential.token,
    name: "api-gateway",
    instance: "seed",
    revision: null,
    at: 0,
  });
  await once(socket, "message");
  const entries = ["github-main", "preview-builds", "grafana"].flatMap((name, index) =>
    weekOf(tokens[name], 40 - index * 12),
  );
  for (let from = 0; from < entries.length; from += 100) {
    say({ type: "usage", entries: entries.slice(from, from + 100) });
  }
  say({ type: "bye" });
  socket.close();
  await once(socket, "close");
  await untilCounted(client);
}

async function untilCounted(client: Client): Promise<void> {
  const limit = AbortSignal.timeout(COUNTED_MAX_MS);
  for (;;) {
    const { totals } = await client.getTeamUsage({ params: { teamId: "web" } }, { signal: limit });
    if (totals.length > 0) return;
    await setTimeout(POLL_MS, undefined, { signal: limit });
  }
}

const KINDS = [
  ["project:services:general:update", "web-shop", "allowed", 1],
  ["project:secrets:secret-groups:list", "web-shop", "allowed", 0.6],
  ["project:projects:manage:read", "web-shop", "allowed", 0.4],
  ["project:secrets:secret-groups:read-values", "web-shop", "permission_missing", 0.12],
  ["project:services:general:update", "back-office", "project_restricted", 0.08],
] as const;

function weekOf(token: Issued | undefined, calls: number): UsageEntry[] {
  if (!token) return [];
  const claims = JSON.parse(Buffer.from(token.token.split(".")[1] ?? "", "base64url").toString()) as {
    org: string;
  };
  const ids = { orgId: claims.org, tokenId: token.id, keyId: token.key.id };
  return Array.from({ length: 7 }, (_, day) => day).flatMap((day) =>
    KINDS.map(([permission, project, verdict, share]) => ({
      ...ids,
      permission,
      project,
      verdict,
      // Working days are busier, and no two are alike.
      count: Math.ceil(calls * share * (0.55 + 0.45 * Math.abs(Math.sin(day * 2.1 + calls)))),
      agoMs: day * 24 * HOUR_MS + HOUR_MS / 4,
    })),
  );
}
