import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";
import { endOf, newTenant, type HeldToken, type Tenant } from "../../test/tenants.ts";

let kw: TestService;
beforeAll(async () => {
  kw = await startTestService();
});
afterAll(() => kw.close());

type Query = NonNullable<NonNullable<Parameters<Client["listAuditEvents"]>[0]>["query"]>;
type Event = Awaited<ReturnType<Client["listAuditEvents"]>>["auditEvents"][number];

async function collect(rows: AsyncIterable<Event>): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of rows) events.push(event);
  return events;
}
const inTeam = (of: Tenant, query: Query = {}, by = of.owner) =>
  collect(by.listAuditEvents.rows({ params: of.params, query }));
const inOrg = (of: Tenant, query: Omit<Query, "project"> & { team?: string } = {}, by = of.owner) =>
  collect(by.listOrgAuditEvents.rows({ query }));
const actions = (events: readonly Event[]) => events.map(({ action }) => action);

describe("the events of a team", () => {
  let of: Tenant;
  let bot: HeldToken;
  let middle = "";
  beforeAll(async () => {
    of = await newTenant(kw, "Events");
    const { owner, params } = of;
    await owner.createProject({ params, body: { name: "Shop" } });
    await owner.createProject({ params, body: { name: "Blog" } });
    bot = await of.token("admin", { name: "bot" });
    middle = (await inTeam(of))[0]?.at ?? "";
    await bot.client.createRole({ body: { name: "deploy" } });
    await bot.client.patchRole({ params: { roleId: "deploy" }, body: { description: "x" } });
    await bot.client.patchProject({ params: { projectId: "shop" }, body: { color: "#123456" } });
    await owner.deleteProject({ params: { ...params, projectId: "blog" } });
  });
  const ALL = [
    "project.delete",
    "project.update",
    "role.update",
    "role.create",
    "token.issue",
    "project.create",
    "project.create",
    "team.create",
  ];

  test("are refused without the permission, and to a token of another team", async () => {
    const { client } = await of.tokenOf({
      name: "blind",
      permissions: { teamScope: ["team:admin:team:read"] },
    });
    expect(await endOf(client.listAuditEvents())).toBe("permission_missing");
    const { id: teamId } = await of.owner.createTeam({ body: { name: "Events second" } });
    const other = await of.owner.issueToken({ params: { teamId }, body: { name: "o", roleId: "admin" } });
    expect(await endOf(kw.client(other.token).listAuditEvents({ params: of.params }))).toBe("not_found");
    await of.owner.deleteRole({ params: { ...of.params, roleId: "blind" } });
  });

  test("refuse a filter that cannot be", async () => {
    for (const query of [
      { action: "role" },
      { action: "role.%" },
      { action: "*" },
      { actor: "somebody" },
      { origin: "web" },
      { after: "yesterday" },
      { project: "No Slug" },
      { colour: "red" },
    ]) {
      expect(await endOf(inTeam(of, query as Query))).toBe("validation_failed");
    }
  });

  test("come newest first, page by page, none twice", async () => {
    const own = ({ target }: Event) => target.id !== "blind" && target.name !== "blind";
    const all = (await inTeam(of)).filter(own);
    expect(actions(all)).toEqual(ALL);
    const paged = (await inTeam(of, { per_page: 2 })).filter(own);
    expect(paged).toEqual(all);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const times = all.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  test.each<[string, () => Query, string[]]>([
    ["action", () => ({ action: "role.update" }), ["role.update"]],
    [
      "all actions on a noun",
      () => ({ action: "project.*", target: "shop" }),
      ["project.update", "project.create"],
    ],
    ["an action that is part of another", () => ({ action: "project.up" }), []],
    ["actor", () => ({ actor: bot.id }), ["project.update", "role.update", "role.create"]],
    ["target", () => ({ target: "deploy" }), ["role.update", "role.create"]],
    ["target, a token", () => ({ target: bot.id }), ["token.issue"]],
    ["project", () => ({ project: "blog" }), ["project.delete", "project.create"]],
    ["origin", () => ({ origin: "system" }), []],
    [
      "several at once",
      () => ({ actor: bot.id, action: "role.*", target: "deploy" }),
      ["role.update", "role.create"],
    ],
    ["a per cent sign, which stands for itself", () => ({ target: "%" }), []],
  ])("are found by %s", async (_, query, expected) => {
    expect(actions(await inTeam(of, query()))).toEqual(expected);
  });

  test("are found one alone, by its own id, and by nobody who does not see the others", async () => {
    const [event] = await inTeam(of, { action: "role.update" });
    const stranger = await newTenant(kw, "Events elsewhere");
    expect(await inTeam(stranger, { event: event?.id })).toEqual([]);
    expect(await inOrg(stranger, { event: event?.id })).toEqual([]);
    expect(await inTeam(of, { event: event?.id })).toEqual([event]);
    expect(await inTeam(of, { event: event?.id, action: "token.*" })).toEqual([]);
    expect(await endOf(inTeam(of, { event: "evt_no-such-id" }))).toBe("validation_failed");
  });

  test("are found by time: from an instant on, and before one", async () => {
    const after = await inTeam(of, { after: middle });
    const before = await inTeam(of, { before: middle });
    for (const { at } of after) expect(Date.parse(at)).toBeGreaterThanOrEqual(Date.parse(middle));
    for (const { at } of before) expect(Date.parse(at)).toBeLessThan(Date.parse(middle));
    expect(after.length + before.length).toBe((await inTeam(of)).length);
    expect(after.some(({ action }) => action === "token.issue")).toBe(true);
    const offset = new Date(Date.parse(middle)).toISOString().replace("Z", "+00:00");
    expect(await inTeam(of, { after: offset })).toEqual(after);
    expect(await inTeam(of, { after: middle, before: middle })).toEqual([]);
  });

  test("tell who did it, with which key, from where, and what it was before and after", async () => {
    const [event] = await inTeam(of, { action: "project.update" });
    expect(event).toMatchObject({
      actor: { type: "token", id: bot.id, keyId: bot.keyId, name: "bot" },
      target: { type: "project", id: "shop", name: "Shop" },
      teamId: of.teamId,
      projectId: "shop",
      origin: "api",
      before: { color: null },
      after: { color: "#123456" },
      ip: "127.0.0.1",
    });
    expect(event?.id).toMatch(/^evt_/);
    expect(event?.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(event?.userAgent).toBeTypeOf("string");
  });

  test("name the actor as it is called now, also when it has ended", async () => {
    const { owner, params } = of;
    await owner.patchToken({ params: { ...params, tokenId: bot.id }, body: { name: "robot" } });
    await owner.revokeToken({ params: { ...params, tokenId: bot.id } });
    const events = await inTeam(of, { actor: bot.id });
    expect(new Set(events.map(({ actor }) => actor.name))).toEqual(new Set(["robot"]));
  });

  test("cannot be written, changed or deleted by any path", async () => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const answer = await fetch(`${kw.url}/v1/audit-events`, {
        method,
        headers: { authorization: `Bearer ${kw.operatorToken}` },
      });
      expect(answer.status).toBe(405);
    }
    const events = await inTeam(of);
    const change = kw.database.kysely
      .transaction()
      .execute((tx) => tx.updateTable("audit_event").set({ action: "x.y" }).execute());
    await expect(change).rejects.toThrow("append-only");
    expect(await inTeam(of)).toEqual(events);
  });
});

describe("the events of an organization", () => {
  test("are for those of the organization alone", async () => {
    const of = await newTenant(kw, "Org events");
    const { client } = await of.token("owner");
    expect(await endOf(client.listOrgAuditEvents())).toBe("permission_missing");
    expect(actions(await inOrg(of)).at(-1)).toBe("team.create");
  });

  test("are its own and those of its teams, each of which shows its own alone", async () => {
    const of = await newTenant(kw, "Both levels");
    const { owner } = of;
    const second = { teamId: (await owner.createTeam({ body: { name: "Second" } })).id };
    await owner.createRole({ params: of.params, body: { name: "in the first" } });
    await owner.createRole({ params: second, body: { name: "in the second" } });
    await owner.createOrgRole({ body: { name: "in none" } });
    const targets = (events: Event[]) => events.map(({ target }) => target.id);
    expect(targets(await inOrg(of))).toEqual([
      "in-none",
      "in-the-second",
      "in-the-first",
      second.teamId,
      of.teamId,
    ]);
    expect(targets(await inTeam(of))).toEqual(["in-the-first", of.teamId]);
    expect(targets(await inOrg(of, { team: second.teamId }))).toEqual(["in-the-second", second.teamId]);
    expect(targets(await inOrg(of, { team: second.teamId, action: "role.*" }))).toEqual(["in-the-second"]);
    expect(await endOf(inOrg(of, { team: "missing" }))).toBe("not_found");
    const [orgEvent] = await inOrg(of, { target: "in-none" });
    expect(orgEvent).not.toHaveProperty("teamId");
  });

  test("never show those of another organization, nor what the operator does to it", async () => {
    const [of, other] = [await newTenant(kw, "First org"), await newTenant(kw, "Second org")];
    await other.owner.createRole({ params: other.params, body: { name: "theirs" } });
    await kw.operator.patchOrg({ params: { orgId: of.orgId }, body: { name: "Renamed" } });
    expect(actions(await inOrg(of))).toEqual(["team.create"]);
    expect(await inOrg(of, { target: "theirs" })).toEqual([]);
    expect(await inOrg(of, { actor: other.ownerId })).toEqual([]);
    expect(await endOf(inOrg(of, { team: other.teamId }))).toBe("not_found");
    expect(await endOf(inTeam(other, {}, of.owner))).toBe("not_found");
  });

  test("keep those of a team that is gone", async () => {
    const of = await newTenant(kw, "Gone team");
    await of.owner.createRole({ params: of.params, body: { name: "remembered" } });
    await of.owner.deleteTeam({ params: of.params });
    expect(actions(await inOrg(of))).toEqual(["team.delete", "role.create", "team.create"]);
    expect(await endOf(inTeam(of))).toBe("not_found");
  });
});

describe("a token's own feed", () => {
  const feed = (of: Tenant, tokenId: string, query: Query = {}, by = of.owner) =>
    collect(by.listTokenAuditEvents.rows({ params: { ...of.params, tokenId }, query }));

  test("is not found by those who may not see the token", async () => {
    const of = await newTenant(kw, "Feed sight");
    const admin = await of.token("admin");
    const teamScope = ["team:admin:api-tokens:read"];
    const { client } = await of.tokenOf({ name: "low", permissions: { teamScope } });
    expect(await endOf(feed(of, admin.id, {}, client))).toBe("not_found");
    expect(await endOf(feed(of, of.ownerId))).toBe("not_found");
    expect(await endOf(of.owner.listOrgTokenAuditEvents({ params: { tokenId: admin.id } }))).toBe(
      "not_found",
    );
  });

  test("holds what it did, and what was done to it and to its role, and nothing else", async () => {
    const of = await newTenant(kw, "Feed");
    const { owner, params } = of;
    const permissions = { teamScope: ["*"], projectScope: ["*"] };
    const token = await of.tokenOf({ name: "worker", permissions }, { name: "worker" });
    const other = await of.token("worker", { name: "other" });
    await token.client.createProject({ body: { name: "Made by it" } });
    await other.client.createProject({ body: { name: "Made by another" } });
    await owner.patchRole({ params: { ...params, roleId: "worker" }, body: { description: "edited" } });
    await owner.patchRole({ params: { ...params, roleId: "admin" }, body: { description: "not its role" } });
    await owner.rotateToken({ params: { ...params, tokenId: token.id }, body: { otherKeysExpiresAt: null } });
    expect(actions(await feed(of, token.id))).toEqual([
      "token.rotate",
      "role.update",
      "project.create",
      "token.issue",
      "role.create",
    ]);
    expect(actions(await feed(of, token.id, { action: "project.*", per_page: 1 }))).toEqual([
      "project.create",
    ]);
    expect(actions(await feed(of, token.id, { actor: token.id }))).toEqual(["project.create"]);
  });

  test("does not run on into a new role of the same name", async () => {
    const of = await newTenant(kw, "Feed phoenix");
    const { owner, params } = of;
    const token = await of.tokenOf({ name: "phoenix" });
    await owner.deleteRole({ params: { ...params, roleId: "phoenix" } });
    await owner.createRole({ params, body: { name: "phoenix" } });
    await owner.patchRole({ params: { ...params, roleId: "phoenix" }, body: { description: "new" } });
    expect(actions(await feed(of, token.id))).toEqual(["role.delete", "token.issue", "role.create"]);
  });

  test("of a token of the organization reaches into its teams", async () => {
    const of = await newTenant(kw, "Feed of the org");
    const token = await of.orgToken("admin");
    await token.client.createProject({ params: of.params, body: { name: "Shop" } });
    await token.client.createOrgRole({ body: { name: "made" } });
    const events = await collect(
      of.owner.listOrgTokenAuditEvents.rows({ params: { tokenId: token.id }, query: { actor: token.id } }),
    );
    expect(events.map(({ action, teamId }) => [action, teamId])).toEqual([
      ["role.create", undefined],
      ["project.create", of.teamId],
    ]);
  });
});

test("what the service does by itself says so", async () => {
  const events = await collect(kw.operator.listOrgAuditEvents.rows({ query: { origin: "system" } }));
  expect(actions(events)).toContain("org.create");
  for (const { actor } of events)
    expect(actor).toEqual({ type: "system", id: "keywright", name: "keywright" });
});
