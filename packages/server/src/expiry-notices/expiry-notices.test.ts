import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { derive } from "../../test/exchange.ts";
import { claimsOf, newTenant } from "../../test/tenants.ts";
import { welcomed } from "../../test/platform.ts";
import { SOON, startExpiryWorld } from "./expiry-world.test-support.ts";

type World = Awaited<ReturnType<typeof startExpiryWorld>>;
type Params = { readonly teamId: string };

let it: World;
let ada: World["ada"];
beforeAll(async () => {
  it = await startExpiryWorld();
  ada = it.ada;
});
afterAll(() => it.close());

const FIELD = "expiryNotices.connectionId";
const setNotices = (params: Params, expiryNotices: object) =>
  ada.patchTeam({ params, body: { expiryNotices } });

describe("a team's notices go through no app connection", () => {
  test("that is not there, another team's, no webhook, or a project's", async () => {
    const { params } = await it.team();
    const other = await it.team();
    await ada.createProject({ params, body: { name: "Shop" } });
    const create = async (body: object) =>
      (await ada.createAppConnection({ params, body: { ...welcomed("shop"), name: "x", ...body } })).id;
    const wrong = [
      `con_${"0".repeat(26)}`,
      other.connectionId,
      await create({ name: "northflank" }),
      await create({ ...it.receiver.connection, name: "bound", projectId: "shop" }),
    ];
    for (const connectionId of wrong) {
      await expect(setNotices(params, { connectionId })).rejects.toMatchObject({
        code: "unknown_reference",
        details: { [FIELD]: [expect.any(String)] },
      });
    }
  });

  test("that whoever sets it may not connect with; what is set already may stay", async () => {
    const { params, connectionId } = await it.team();
    const teamScope = ["team:admin:team:update", "team:admin:team:read"];
    await ada.createRole({ params, body: { name: "editor", permissions: { teamScope } } });
    const { value } = await it.token(params, { roleId: "editor" });
    const set = (expiryNotices: object) => it.kw.client(value).patchTeam({ params, body: { expiryNotices } });
    expect((await set({ connectionId, days: [5] })).expiryNotices).toMatchObject({ connectionId, days: [5] });
    expect((await set({ connectionId: null })).expiryNotices).toMatchObject({ connectionId: null });
    await expect(set({ connectionId })).rejects.toMatchObject({ code: "permission_missing" });
  });

  test("that is deleted meanwhile: not while it is named; with its team it goes", async () => {
    const { params, connectionId } = await it.team();
    const remove = () => ada.deleteAppConnection({ params: { ...params, connectionId } });
    await expect(remove()).rejects.toMatchObject({ code: "app_connection_in_use" });
    await expect(remove()).rejects.toThrow(/the team's notices before expiry/);
    await setNotices(params, { connectionId: null });
    expect(await remove()).toEqual({ id: connectionId });
    const another = await it.team();
    expect(await ada.deleteTeam({ params: another.params })).toMatchObject({ revokedTokens: 0 });
  });
});

describe("no notice is given", () => {
  test("of a token that is not near its end, has ended, lives too shortly, or was derived", async () => {
    const { params } = await it.team();
    await ada.createRole({ params, body: { name: "goes" } });
    const due = await it.token(params);
    const derived = String(claimsOf((await derive(it.kw, due.value)).token)["sub"]);
    await it.setTimes(derived, { issuedDaysAgo: 20, expiresInDays: 10 });
    const revoked = await it.token(params);
    await ada.revokeToken(revoked.at);
    const ofDeletedRole = await it.token(params, { roleId: "goes" });
    await ada.deleteRole({ params: { ...params, roleId: "goes" } });
    const silent = [
      derived,
      revoked.id,
      ofDeletedRole.id,
      (await it.token(params, { times: { expiresInDays: 14.01 } })).id,
      (await it.token(params, { times: { expiresInDays: -0.01 } })).id,
      // 14 and 3 days are in the settings: a life of 13 days is told of 3 days before.
      (await it.token(params, { times: { issuedDaysAgo: 3 } })).id,
      (await it.token(params, { times: { issuedDaysAgo: 1, expiresInDays: 2 } })).id,
    ];
    await it.look();
    expect((await Promise.all(silent.map(it.ordered))).flat()).toEqual([]);
    expect(await it.ordered(due.id)).not.toEqual([]);
  });

  test("where there are no days, until there are", async () => {
    const { params } = await it.team();
    await setNotices(params, { days: [] });
    const { id } = await it.token(params);
    await it.look();
    expect(await it.ordered(id)).toEqual([]);
    await setNotices(params, { days: [10, 60] });
    await it.look({ inDays: 1 });
    expect(await it.ordered(id)).toContain(10);
  });

  test("in an organization that is suspended, until it is not", async () => {
    const tenant = await newTenant(it.kw, "Suspended");
    const body = { name: "receiver", ...it.receiver.connection };
    const { id: connectionId } = await tenant.owner.createAppConnection({ params: tenant.params, body });
    await tenant.owner.patchTeam({ params: tenant.params, body: { expiryNotices: { connectionId } } });
    const { id } = await it.token(tenant.params, { by: tenant.owner });
    const suspend = (suspended: boolean) =>
      it.kw.operator.patchOrg({ params: { orgId: tenant.orgId }, body: { suspended } });
    await suspend(true);
    await it.look();
    expect(await it.ordered(id)).toEqual([]);
    await suspend(false);
    await it.look({ inDays: 1 });
    expect(await it.ordered(id)).toEqual([14]);
  });

  test("by mail where mail is off, or there is no mail server", async () => {
    const { params } = await it.team();
    await setNotices(params, { email: false });
    const quiet = await it.token(params);
    await it.look();
    expect(await it.ordered(quiet.id)).toEqual([14]);
    await setNotices(params, { email: true });
    const unsent = await it.token(params);
    await it.look({ canSend: false });
    expect(await it.ordered(unsent.id)).toEqual([14]);
  });
});

describe("a letter goes", () => {
  test("to the member the token belongs to, once for each of the days, with all they need and no value", async () => {
    const { params } = await it.team();
    const { client, email } = await it.person(params, "admin");
    const token = await it.token(params, { by: client, owner: "member" });
    await it.look();
    await it.look({ inDays: 1 });
    const [letter] = await it.letters(token.name, 1);
    expect(letter?.to).toEqual([email]);
    const page = `${it.kw.publicUrl}/o/acme/t/${params.teamId}`;
    const expiresAt = token.expiresAt.toISOString().slice(0, 19).replace("T", " ");
    for (const said of [
      `The API token ${token.name} of the team ${params.teamId} of acme expires in 10 days, on ${expiresAt} UTC.`,
      "It has never been used.",
      `${page}/tokens/${token.id}`,
      "because the token belongs to you",
      `${page}/settings`,
    ]) {
      expect(letter?.text).toContain(said);
    }
    expect(letter?.text).not.toContain(token.value);
    await it.setTimes(token.id, { issuedDaysAgo: 28, expiresInDays: 2 });
    await it.look();
    await it.look({ inDays: 1 });
    const [, last] = await it.letters(token.name, 2);
    expect(last?.text).toContain("expires in 2 days");
  });

  test("to who issued it, and when they have left the team to its owners who have joined", async () => {
    const { params } = await it.team();
    const issuer = await it.person(params, "admin");
    const owner = await it.person(params, "owner");
    await ada.inviteMember({ params, body: { email: "not-yet@example.com", roles: ["owner"] } });
    const first = await it.token(params, { by: issuer.client });
    await it.look();
    expect((await it.letters(first.name, 1))[0]?.text).toContain("because you issued the token");
    const second = await it.token(params, { by: issuer.client });
    const byNobody = await it.token(params, { by: it.kw.operator });
    await ada.removeMember({ params: { ...params, memberId: issuer.memberId } });
    await it.look();
    expect(await it.ordered(first.id)).toEqual([14, issuer.memberId]);
    for (const { id } of [second, byNobody]) expect(await it.ordered(id)).toEqual([14, owner.memberId]);
    expect((await it.letters(second.name, 1))[0]?.to).toEqual([owner.email]);
  });

  test("to nobody who has left between the notice and the letter", async () => {
    const { params } = await it.team();
    const issuer = await it.person(params, "admin");
    const gone = await it.token(params, { by: issuer.client });
    const there = await it.token(params, { by: issuer.client });
    await it.orderLetter(there.id, issuer.memberId);
    await ada.removeMember({ params: { ...params, memberId: issuer.memberId } });
    await it.orderLetter(gone.id, issuer.memberId);
    await it.letters(there.name, 1);
    await it.letters(gone.name, 0);
  });

  test("to the organization's owners of its own tokens, and of a team's that nobody owns", async () => {
    const body = { name: "of-the-organization", roleId: "admin", lifetimeSeconds: 30 * 24 * 3600 };
    const own = await it.kw.operator.issueOrgToken({ body: { ...body, owner: "team" } });
    await it.setTimes(own.id, { issuedDaysAgo: 28, expiresInDays: 0.5 });
    const { params } = await it.team();
    const lonely = await it.token(params, { by: it.kw.operator });
    await it.look();
    const [letter] = await it.letters(body.name, 1);
    expect(letter?.to).toEqual(["ada@example.com"]);
    expect(letter?.text).toContain(`The API token ${body.name} of acme expires within a day`);
    expect(letter?.text).toContain(`${it.kw.publicUrl}/o/acme/tokens/${own.id}`);
    expect((await it.letters(lonely.name, 1))[0]?.to).toEqual(["ada@example.com"]);
  });

  test("anew when somebody brings the expiry nearer, and not when they say it again", async () => {
    const { params } = await it.team();
    const token = await it.token(params);
    await it.look();
    const once = await it.ordered(token.id);
    expect(once).toContain(14);
    const ids = () => it.receiver.about(token.id).map(({ id }) => id);
    await expect.poll(() => ids().length, SOON).toBe(1);
    const patch = (expiresAt: Date) =>
      ada.patchToken({ ...token.at, body: { expiresAt: expiresAt.toISOString() } });
    await patch(token.expiresAt);
    await it.look({ inDays: 1 });
    expect(await it.ordered(token.id)).toEqual(once);
    await patch(new Date(token.expiresAt.getTime() - 24 * 3_600_000));
    await it.look();
    const [, letter] = await it.letters(token.name, 2);
    expect(letter?.text).toContain("expires in 9 days");
    await expect.poll(() => new Set(ids()).size, SOON).toBe(2);
  });

  test("of the nearest day alone when several have passed at a time", async () => {
    const { params } = await it.team();
    const token = await it.token(params, { times: { expiresInDays: 1.5 } });
    await it.look();
    expect(await it.ordered(token.id)).toContain(3);
    expect(await it.ordered(token.id)).not.toContain(14);
  });
});

describe("a message to the team's webhook", () => {
  test("says which token, where and when, signed, and under one id however often it is tried", async () => {
    const { params } = await it.team();
    const token = await it.token(params);
    it.receiver.refuseOnce(token.id);
    await it.look();
    await it.retryNow(token.id);
    const [first, second, ...more] = it.receiver.about(token.id);
    expect(more).toEqual([]);
    expect(second?.id).toBe(first?.id);
    expect(second?.body).toEqual({
      type: "token.expiring",
      timestamp: expect.any(String),
      data: {
        org: "acme",
        team: params.teamId,
        token: {
          id: token.id,
          name: token.name,
          expiresAt: token.expiresAt.toISOString(),
          daysLeft: 10,
          lastUsedAt: null,
        },
        url: `${it.kw.publicUrl}/o/acme/t/${params.teamId}/tokens/${token.id}`,
      },
    });
    expect(JSON.stringify(it.receiver.messages)).not.toContain(token.value);
  });

  test("is not tried again when the token has been revoked meanwhile", async () => {
    const { params } = await it.team();
    const token = await it.token(params);
    it.receiver.refuseOnce(token.id);
    await it.look();
    await expect.poll(() => it.receiver.about(token.id).length, SOON).toBe(1);
    await ada.revokeToken(token.at);
    await it.retryNow(token.id);
    expect(it.receiver.about(token.id)).toHaveLength(1);
  });
});
