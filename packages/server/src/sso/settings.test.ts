import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CLIENT } from "../../test/oidc-provider.ts";
import { wholeDatabase } from "../../test/whole-database.ts";
import { callbackOf, newBrowser, type SsoWorld, startSsoWorld } from "./sso.test-support.ts";

let world: SsoWorld;
let owner: Client;
let rival: Client;
const SECRET = "s3cr3t-m4rk-of-a-client";

beforeAll(async () => {
  world = await startSsoWorld();
  ({ owner } = world);
  const made = await owner.createOrg({ body: { name: "Rival", ownerToken: { name: "owner" } } });
  rival = world.kw.client(made.ownerToken?.token ?? "");
});
afterAll(() => world.close());
beforeEach(async () => {
  for (const client of [owner, rival]) await client.deleteOrgSso().catch(() => undefined);
});

const body = (more: object = {}) => ({
  issuer: world.provider.issuer,
  clientId: CLIENT.id,
  clientSecret: SECRET,
  domains: ["acme.test"],
  ...more,
});

describe("what is no issuer is refused, naming the field", () => {
  test.each([
    ["not an address", "idp"],
    ["without encryption", "http://idp.example.com"],
    ["a script", "javascript:alert(1)"],
    ["with a query", "https://idp.example.com/?a=b"],
    ["with an empty query", "https://idp.example.com/?"],
    ["with a fragment", "https://idp.example.com/#a"],
    ["with a password", "https://user:word@idp.example.com"],
    [
      "the address of metadata, which would not be checked",
      "https://idp.example.com/.well-known/openid-configuration",
    ],
  ])("%s", async (_, issuer) => {
    const refused = await owner.setOrgSso({ body: body({ issuer }) }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "validation_failed", details: { issuer: [expect.any(String)] } });
  });
});

describe("what is no domain is refused", () => {
  test.each(
    [
      [],
      ["test"],
      ["a..test"],
      ["@acme.test"],
      ["*.acme.test"],
      ["acme.test", "ACME.test"],
      ["127.0.0.1"],
      ["-a.test"],
    ].map((domains) => [domains]),
  )("%j", async (domains) => {
    await expect(owner.setOrgSso({ body: body({ domains }) })).rejects.toMatchObject({
      code: "validation_failed",
    });
  });
});

test("the permission to manage single sign-on alone lets nobody name an issuer: who names it could be anybody here", async () => {
  const permissions = { orgScope: ["org:admin:sso:manage", "org:admin:sso:read"] };
  const { id: roleId } = await owner.createOrgRole({ body: { name: "Sign-in", permissions } });
  const { token } = await owner.issueOrgToken({ body: { name: "sign-in", roleId } });
  const lesser = world.kw.client(token);
  await expect(lesser.setOrgSso({ body: body() })).rejects.toMatchObject({ code: "escalation" });
  expect(await lesser.getOrgSso()).toMatchObject({ hasClientSecret: false });
});

test("in the operator's own organization its owner cannot name one either: the issuer could be the operator", async () => {
  const { token } = await owner.issueOrgToken({ body: { name: "owner", roleId: "owner" } });
  const refused = world.kw.client(token).setOrgSso({ body: body() });
  await expect(refused).rejects.toMatchObject({ code: "escalation" });
});

test("a domain belongs to one organization: the second is told which domain, not whose", async () => {
  await owner.setOrgSso({ body: body({ domains: ["acme.test", "acme.example"] }) });
  const refused = await rival
    .setOrgSso({ body: body({ domains: ["rival.test", "acme.example"] }) })
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: "domain_taken",
    message: "Another organization signs in people of acme.example.",
  });
  expect(JSON.stringify(refused)).not.toContain("acme.test");
  expect(await rival.getOrgSso()).toMatchObject({ hasClientSecret: false, domains: [] });

  await owner.setOrgSso({ body: body({ domains: ["acme.test"] }) });
  await rival.setOrgSso({ body: body({ domains: ["rival.test", "acme.example"] }) });
  expect((await rival.getOrgSso()).domains).toEqual(["acme.example", "rival.test"]);
});

test("a secret stays when it is left out, but goes to no issuer or client that it was not given for", async () => {
  const { clientSecret: _, ...kept } = body();
  await expect(owner.setOrgSso({ body: kept })).rejects.toMatchObject({
    details: { clientSecret: [expect.any(String)] },
  });
  await owner.setOrgSso({ body: body() });
  expect(await owner.setOrgSso({ body: { ...kept, enforce: true } })).toMatchObject({
    enforce: true,
    hasClientSecret: true,
  });
  for (const other of [{ issuer: "http://127.0.0.1:1" }, { clientId: "other" }])
    await expect(owner.setOrgSso({ body: { ...kept, ...other } })).rejects.toMatchObject({
      code: "validation_failed",
    });
  expect(await owner.getOrgSso()).toMatchObject({ issuer: world.provider.issuer, clientId: CLIENT.id });
});

test("what is not set says so, and where the issuer is to send people back to; removing it twice is not found", async () => {
  const unset = {
    hasClientSecret: false,
    domains: [],
    enforce: false,
    autoJoin: false,
    callbackUrl: callbackOf(world.kw, "acme"),
  };
  expect(await owner.getOrgSso()).toEqual(unset);
  await owner.setOrgSso({ body: body() });
  expect(await owner.getOrgSso()).toEqual({
    ...unset,
    issuer: world.provider.issuer,
    clientId: CLIENT.id,
    hasClientSecret: true,
    domains: ["acme.test"],
  });
  await owner.deleteOrgSso();
  expect(await owner.getOrgSso()).toEqual(unset);
  await expect(owner.deleteOrgSso()).rejects.toMatchObject({ code: "not_found" });
});

test("the start tells whether a domain signs in this way, the same for every address of it", async () => {
  await owner.setOrgSso({ body: body() });
  const start = async (email: string) => {
    const { status, body } = await newBrowser(world.kw).post("/v1/sso/start", { email });
    return { status, code: body.code, detail: body.detail };
  };
  const unknown = await start("ada@nowhere.test");
  expect(unknown).toMatchObject({ status: 404, code: "not_found" });
  expect(await start("ada@sub.acme.test")).toEqual(unknown);
  await owner.inviteOrgMember({ body: { email: "known@acme.test" } });
  expect(await start("known@acme.test")).toEqual(await start("stranger@acme.test"));

  const { id } = await owner
    .createOrg({ body: { name: "Sleeping", ownerToken: { name: "owner" } } })
    .then(async (made) => {
      const sleeping = world.kw.client(made.ownerToken?.token ?? "");
      await sleeping.setOrgSso({ body: body({ domains: ["sleeping.test"] }) });
      return made;
    });
  await owner.patchOrg({ params: { orgId: id }, body: { suspended: true } });
  expect(await start("ada@sleeping.test")).toEqual(unknown);
});

test("another site's page cannot have a sign-in begun", async () => {
  await owner.setOrgSso({ body: body() });
  const { status, body: refused } = await newBrowser(world.kw).post(
    "/v1/sso/start",
    { email: "ada@acme.test" },
    { headers: { origin: "https://evil.example" } },
  );
  expect([status, refused.code]).toEqual([403, "cross_site"]);
});

test("one address begins only so many sign-ins", async () => {
  const own = await startSsoWorld();
  await own.set();
  const browser = newBrowser(own.kw);
  const codes: unknown[] = [];
  for (let count = 0; count < 101; count++)
    codes.push((await browser.post("/v1/sso/start", { email: "a@acme.test" })).body.code);
  expect(codes.slice(0, 100)).toEqual(Array<undefined>(100).fill(undefined));
  expect(codes[100]).toBe("too_many_sign_ins");
  await own.close();
});

test("setting and removing each leave an event with what was before, and the secret is in none of it, nor anywhere else", async () => {
  await owner.setOrgSso({ body: body() });
  await owner.setOrgSso({ body: body({ autoJoin: true }) });
  await owner.deleteOrgSso();
  const { auditEvents } = await owner.listOrgAuditEvents({ query: { action: "sso.*", per_page: 3 } });
  const fields = {
    issuer: world.provider.issuer,
    clientId: CLIENT.id,
    domains: ["acme.test"],
    enforce: false,
    autoJoin: false,
  };
  expect(auditEvents.map(({ action, before, after }) => ({ action, before, after }))).toEqual([
    { action: "sso.delete", before: { ...fields, autoJoin: true }, after: undefined },
    {
      action: "sso.update",
      before: fields,
      after: { ...fields, autoJoin: true, clientSecretReplaced: true },
    },
    { action: "sso.create", before: undefined, after: { ...fields, clientSecretReplaced: true } },
  ]);

  await owner.setOrgSso({ body: body() });
  expect(JSON.stringify([auditEvents, await owner.getOrgSso()])).not.toContain(SECRET);
  expect(await wholeDatabase(world.kw.database)).not.toContain(SECRET);
  expect(world.kw.logs()).not.toContain(SECRET);
});
