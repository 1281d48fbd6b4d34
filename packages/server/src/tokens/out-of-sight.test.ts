import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { newMember } from "../../test/people.ts";
import { startPlatform } from "../../test/platform.ts";
import { endOf, type HeldToken, newTenant, type Tenant } from "../../test/tenants.ts";
import { uuidOf } from "../ids.ts";

const PUBLISHABLE = "project:shop:items:list";
/** All that an ordinary member may do with tokens and syncs, short of seeing every token. */
const BUSY = [
  ...["read", "create", "update", "delete"].map((action) => `team:admin:api-tokens:${action}`),
  "team:admin:secret-syncs:*",
  "team:admin:team:read",
  "team:admin:roles:read",
];
const NOWHERE = `tok_${"0".repeat(26)}`;

let kw: TestService;
let tenant: Tenant;
/** Those that are not to be seen, by what they are; all are named `hidden …`. */
const hidden: Record<string, HeldToken> = {};
/** Who must not see them: a token, and a person who has signed in. */
const lookers: Record<string, Client> = {};
/** Doors know nothing but tokens. */
let through: (method: string, path: string) => Promise<string>;
let closePlatform: () => Promise<void>;

beforeAll(async () => {
  kw = await startTestService();
  await kw.operator.putCatalogue({ body: { permissions: [{ permission: PUBLISHABLE, publishable: true }] } });
  tenant = await newTenant(kw, "Out of sight");
  const { owner, params } = tenant;
  await owner.createProject({ params, body: { name: "Shop", environments: ["live"] } });
  await owner.createRole({ params, body: { name: "Busy", permissions: { teamScope: BUSY } } });
  await owner.createRole({ params, body: { name: "Pages", permissions: { projectScope: [PUBLISHABLE] } } });
  hidden["an owner's"] = await tenant.token("owner", { name: "hidden owner" });
  hidden["an administrator's"] = await tenant.token("admin", { name: "hidden admin" });
  hidden["a publishable one of a wider role"] = await tenant.token("pages", {
    name: "hidden page",
    exposure: "publishable",
    narrowing: { environments: ["live"] },
  });
  await deliverHidden();
  await lookWith((await tenant.token("busy", { name: "looking" })).value);
});
afterAll(async () => {
  await kw.close();
  await closePlatform();
});

/** Each of them is delivered somewhere, and rotates by itself. */
async function deliverHidden(): Promise<void> {
  const { owner, params } = tenant;
  const platform = await startPlatform((_request, response) => response.end());
  closePlatform = () => platform.close();
  const signingSecret = `whsec_${Buffer.alloc(32).toString("base64")}`;
  const credentials = { url: platform.url, signingSecret };
  const connection = { name: "receiver", app: "webhook", method: "signing-secret", credentials };
  const { id: connectionId } = await owner.createAppConnection({ params, body: connection });
  for (const [index, { id: tokenId }] of Object.values(hidden).entries()) {
    const source = { kind: "token", tokenId, variable: `KEY_${index}` } as const;
    const body = { name: `delivery-${index}`, source, connectionId, destination: {} };
    await owner.createSync({ params, body });
  }
  const tokenId = hidden["an administrator's"]?.id ?? "";
  await owner.setTokenRotation({ params: { ...params, tokenId }, body: { everyDays: 30 } });
}

async function lookWith(value: string): Promise<void> {
  lookers["a token"] = kw.client(value);
  const { teamId } = tenant;
  lookers["a person"] = (await newMember(kw, tenant.owner, { teamId, roles: ["busy"] })).client;
  through = async (method, path) => {
    const headers = { authorization: `Bearer ${value}` };
    return (await fetch(kw.url + path, { method, headers })).text();
  };
}

/** Every way to ask for one token, or to do something to it. */
const waysTo = (client: Client, tokenId: string, keyId: string) => {
  const params = { ...tenant.params, tokenId };
  return {
    get: () => client.getToken({ params }),
    "list its keys": () => client.listKeys({ params }),
    "read its audit events": () => client.listTokenAuditEvents({ params }),
    "read its usage": () => client.getTokenUsage({ params }),
    "read its rotation": () => client.getTokenRotation({ params }),
    "set its rotation": () => client.setTokenRotation({ params, body: { everyDays: 30 } }),
    "start its rotation": () => client.startTokenRotation({ params }),
    "end its rotation": () => client.deleteTokenRotation({ params }),
    rename: () => client.patchToken({ params, body: { name: "mine" } }),
    rotate: () => client.rotateToken({ params }),
    "delete a key": () => client.deleteKey({ params: { ...params, keyId } }),
    revoke: () => client.revokeToken({ params }),
    "revoke all it issued": () => client.revokeToken({ params, query: { includeIssued: true } }),
  };
};

const answerOf = (call: Promise<unknown>) =>
  call.then(
    () => "allowed",
    ({ status, code, message }: { status: number; code: string; message: string }) => ({
      status,
      code,
      message,
    }),
  );

/** All that lists and counts say to somebody. */
async function listings(client: Client): Promise<Record<string, unknown>> {
  const { params } = tenant;
  const tokens = (query: object) => client.listTokens({ params, query });
  const syncs = (query: object) => client.listSyncs({ params, query });
  return {
    all: await tokens({ all: true, total: true }),
    searched: await tokens({ search: "hidden", total: true }),
    "by role": await tokens({ roleId: "admin", total: true }),
    "by who issued them": await tokens({ createdBy: tenant.ownerId, total: true }),
    "in their order": await tokens({ sort: "name" }),
    publishable: await tokens({ exposure: "publishable", total: true }),
    overview: await client.getTeamOverview({ params }),
    usage: await client.getTeamUsage({ params }),
    syncs: await syncs({}),
    mine: await client.listMyTokens().catch(() => "for people"),
  };
}

describe.each(["a token", "a person"])("%s", (who) => {
  const looker = () => lookers[who] ?? expect.unreachable();

  test.each(["an owner's", "an administrator's", "a publishable one of a wider role"])(
    "is told of %s what it is told of one that does not exist",
    async (which) => {
      const { id = "", keyId = "", client } = hidden[which] ?? {};
      const by = looker();
      const nowhere = waysTo(by, NOWHERE, keyId);
      for (const [way, ask] of Object.entries(waysTo(by, id, keyId))) {
        const answer = await answerOf(ask());
        expect([way, answer]).toMatchObject([way, { status: 404, code: "not_found" }]);
        expect([way, answer]).toEqual([way, await answerOf(nowhere[way as keyof typeof nowhere]())]);
      }
      expect(client && (await endOf(client.login()))).toBe("done");
    },
  );

  test("finds them in no list, and in no count", async () => {
    const client = looker();
    const found = await listings(client);
    const text = JSON.stringify(found);
    for (const { id, value, keyId } of Object.values(hidden)) {
      for (const trace of [id, keyId, value]) expect(text).not.toContain(trace);
    }
    expect(text).not.toContain("hidden");
    const count = { pagination: { total: { count: 0 } } };
    expect(found).toMatchObject({ searched: count, "by role": count, publishable: count });
    expect(found["overview"]).toMatchObject({
      tokens: { active: (found["all"] as { tokens: unknown[] }).tokens.length },
    });
  });

  test("sees that something is delivered, not which of them, and finds no sync by it", async () => {
    const client = looker();
    const { params } = tenant;
    const { syncs } = await client.listSyncs({ params });
    expect(syncs).toHaveLength(Object.keys(hidden).length);
    for (const { id: syncId, source } of syncs) {
      expect(source).toEqual({ kind: "token", name: "an API token", variable: source.variable });
      expect((await client.getSync({ params: { ...params, syncId } })).source).toEqual(source);
    }
    const tokenId = hidden["an administrator's"]?.id ?? "";
    expect((await client.listSyncs({ params, query: { tokenId } })).syncs).toEqual([]);
    const [known] = (await tenant.owner.listSyncs({ params, query: { tokenId } })).syncs;
    expect(known?.source).toMatchObject({ tokenId, name: "hidden admin" });
  });
});

test("no door for clients of other platforms shows them, or lets them be ended", async () => {
  for (const path of [
    `/organization/${tenant.teamId}/apiToken`,
    `/organization/${tenant.teamId}/apiToken?name=hidden%20admin`,
    "/api/admin/api-tokens",
    "/api/admin/api-tokens/hidden%20admin",
    "/api/admin/projects/shop/api-tokens",
  ]) {
    const text = await through("GET", path);
    expect(text.includes("looking")).toBe(path.endsWith("apiToken") || path.endsWith("admin/api-tokens"));
    for (const { id, value } of Object.values(hidden)) {
      for (const trace of [id, uuidOf(id), value]) expect(text).not.toContain(trace);
    }
    expect(text).not.toContain("hidden admin");
  }
  for (const { id, value, client } of Object.values(hidden)) {
    await through("DELETE", `/organization/${tenant.teamId}/apiToken/${uuidOf(id)}`);
    for (const secret of [id, value]) {
      await through("DELETE", `/api/admin/api-tokens/${secret}`);
      await through("DELETE", `/api/admin/projects/shop/api-tokens/${secret}`);
    }
    expect(await endOf(client.login())).toBe("done");
  }
});

test("those who may see every token see them all", async () => {
  const { tokens, pagination } = await tenant.owner.listTokens({
    params: tenant.params,
    query: { search: "hidden", total: true },
  });
  expect(tokens.map(({ name }) => name).toSorted()).toEqual(["hidden admin", "hidden owner", "hidden page"]);
  expect(pagination.total?.count).toBe(3);
});
