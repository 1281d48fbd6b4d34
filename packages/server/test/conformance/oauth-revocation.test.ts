import { createVerifier } from "@keywright/verifier";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestService } from "../harness.ts";
import { endOf, newTenant, type Tenant } from "../tenants.ts";
import { basic, postForm } from "./oauth-form.ts";
import { startPublicService } from "./public-service.ts";

const INSECURE = { [oauth.allowInsecureRequests]: true };

let kw: TestService;
let shop: Tenant;
let endpoint: string;

beforeAll(async () => {
  kw = await startPublicService();
  endpoint = `${kw.url}/oauth2/revoke`;
  shop = await newTenant(kw, "shop");
});
afterAll(() => kw.close());

const revoke = (token: string, form: Record<string, string> = {}) => postForm(endpoint, { token, ...form });
const revisionNow = async () => (await kw.operator.getMe()).revision;

async function revocationsOf(tokenId: string) {
  const { auditEvents } = await shop.owner.listTokenAuditEvents({
    params: { ...shop.params, tokenId },
    query: { action: "token.revoke" },
  });
  return auditEvents;
}

describe("independent clients", () => {
  test("oauth4webapi revokes what it holds, without being anybody", async () => {
    const held = await shop.token("owner");
    const issuer = new URL(kw.url);
    const as = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...INSECURE }),
    );
    const send = async (token: string) =>
      oauth.processRevocationResponse(
        await oauth.revocationRequest(as, { client_id: "anybody" }, oauth.None(), token, INSECURE),
      );
    expect(await send(held.value)).toBeUndefined();
    expect(await endOf(held.client.login())).toBe("revoked");
    expect(await send(held.value)).toBeUndefined();
    expect(await send("unknown")).toBeUndefined();
  });

  test("openid-client does, and may send whatever credentials it has", async () => {
    const held = await shop.token("owner");
    const config = await client.discovery(new URL(kw.url), held.id, held.value, undefined, {
      algorithm: "oauth2",
      execute: [client.allowInsecureRequests],
    });
    await client.tokenRevocation(config, held.value, { token_type_hint: "refresh_token" });
    expect(await endOf(held.client.login())).toBe("revoked");
    await client.tokenRevocation(config, held.value);
  });
});

describe("whoever holds a token ends it", () => {
  test("with all its keys, at once, and the token itself is who did it", async () => {
    const held = await shop.token("owner");
    const { token: second } = await shop.owner.rotateToken({
      params: { ...shop.params, tokenId: held.id },
      body: { otherKeysExpiresAt: null },
    });
    const { status, headers, json } = await revoke(second);
    expect([status, headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(headers.get("keywright-revision")).toBe(String(json["revision"]));
    expect(json["revision"]).toBe(await revisionNow());
    for (const value of [held.value, second]) expect(await endOf(kw.client(value).login())).toBe("revoked");

    const events = await revocationsOf(held.id);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      actor: { type: "token", id: held.id, name: "owner" },
      target: { type: "token", id: held.id },
      teamId: shop.teamId,
      origin: "api",
      revision: json["revision"],
      ip: "127.0.0.1",
      after: { includeIssued: false },
    });
    expect(events[0]?.requestId).toBe(headers.get("x-request-id"));
    expect(events[0]?.actor.keyId).not.toBe(held.keyId);
  });

  test("of an organization too, and only that one", async () => {
    const [held, other] = [await shop.orgToken("owner"), await shop.orgToken("owner")];
    await revoke(held.value);
    expect([await endOf(held.client.login()), await endOf(other.client.login())]).toEqual([
      "revoked",
      "done",
    ]);
  });

  test("also one that has no permission at all, or is bound to other addresses", async () => {
    const bare = await shop.tokenOf({ name: "bare" });
    const bound = await shop.token("owner", { narrowing: { allowedIps: ["203.0.113.1"] } });
    for (const { value, id } of [bare, bound]) {
      await revoke(value);
      expect(await revocationsOf(id)).toHaveLength(1);
    }
  });

  test("while its organization is suspended, so that it stays dead afterwards", async () => {
    const closed = await newTenant(kw, "closed");
    const held = await closed.token("owner");
    const suspend = (suspended: boolean) =>
      kw.operator.patchOrg({ params: { orgId: closed.orgId }, body: { suspended } });
    await suspend(true);
    expect(await endOf(held.client.login())).toBe("suspended");
    expect((await revoke(held.value)).json).toHaveProperty("revision");
    const before = await revisionNow();
    expect((await revoke(held.value)).json).toEqual({});
    expect(await revisionNow()).toBe(before);
    await suspend(false);
    expect(await endOf(held.client.login())).toBe("revoked");
  });
});

describe("nothing happens, and the answer is 200 all the same", () => {
  const isNothing = async (token: string) => {
    const before = await revisionNow();
    const { status, headers, text } = await revoke(token);
    expect([status, text, headers.get("keywright-revision")]).toEqual([200, "{}", null]);
    expect(await revisionNow()).toBe(before);
  };

  test("to what is no token of ours", async () => {
    const held = await shop.token("owner");
    await isNothing("unknown");
    await isNothing(`${held.value}A`);
    await isNothing(held.value.slice(0, -2));
    await isNothing("A".repeat(100_000));
    expect(await endOf(held.client.login())).toBe("done");
  });

  test("to a key that has ended while its token goes on: what lies in an old log ends nothing", async () => {
    const held = await shop.token("owner");
    const { token: next } = await shop.owner.rotateToken({ params: { ...shop.params, tokenId: held.id } });
    const before = await revisionNow();
    const { status } = await revoke(held.value);
    expect([status, await revisionNow()]).toEqual([200, before]);
    expect(await endOf(kw.client(next).login())).toBe("done");
  });

  test("to one that was revoked already, of which it says since when", async () => {
    const held = await shop.token("owner");
    const { revision } = await shop.owner.revokeToken({ params: { ...shop.params, tokenId: held.id } });
    const { json } = await revoke(held.value);
    expect(json["revision"]).toBeGreaterThanOrEqual(revision);
    expect(await revocationsOf(held.id)).toHaveLength(1);
  });
});

test("a publishable token is not revoked by whoever has seen it: everybody has", async () => {
  const permission = "project:catalogue:products:read";
  await kw.operator.putCatalogue({ body: { permissions: [{ permission, publishable: true }] } });
  await shop.owner.createRole({
    params: shop.params,
    body: { name: "visitor", permissions: { projectScope: [permission] } },
  });
  await shop.owner.createProject({ params: shop.params, body: { name: "Window", environments: ["live"] } });
  const narrowing = { environments: ["live"] };
  const held = await shop.token("visitor", { exposure: "publishable", narrowing });
  const { status, json } = await revoke(held.value);
  expect([status, json["error"]]).toEqual([400, "unsupported_token_type"]);
  expect(await endOf(held.client.login())).toBe("done");
});

test("twenty who revoke it at once all hear that it is over, and one of them did it", async () => {
  const held = await shop.token("owner");
  const answers = await Promise.all(Array.from({ length: 20 }, () => revoke(held.value)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  for (const { json } of answers) expect(json["revision"]).toBeGreaterThan(0);
  expect(await revocationsOf(held.id)).toHaveLength(1);
  expect(await endOf(held.client.login())).toBe("revoked");
});

describe("with waitSeconds", () => {
  test("the answer says when every verifier refuses it, and they do", async () => {
    const held = await shop.token("owner");
    const verifier = createVerifier({ url: kw.url, credential: kw.operatorToken, name: "checkout" });
    await verifier.start();
    try {
      const request = { permission: "team:admin:team:read" };
      expect((await verifier.verify(held.value, request)).allowed).toBe(true);
      const { json } = await postForm(`${endpoint}?waitSeconds=10`, { token: held.value });
      expect(json["propagation"]).toMatchObject({
        complete: true,
        verifiers: 1,
        acknowledged: 1,
        pending: [],
      });
      expect(await verifier.verify(held.value, request)).toMatchObject({ allowed: false, reason: "revoked" });
      // The one whose answer got lost asks again, and is told the same.
      const again = await postForm(`${endpoint}?waitSeconds=10`, { token: held.value });
      expect(again.json["propagation"]).toMatchObject({ complete: true });
    } finally {
      await verifier.close();
    }
  });

  test("of a form that cannot be right nothing is revoked", async () => {
    const held = await shop.token("owner");
    for (const waitSeconds of ["-1", "31", "soon", "1&waitSeconds=2"]) {
      const url = `${endpoint}?waitSeconds=${waitSeconds}`;
      const { status, json } = await postForm(url, { token: held.value });
      expect([status, json["error"]]).toEqual([400, "invalid_request"]);
    }
    expect(await endOf(held.client.login())).toBe("done");
  });
});

describe("the request", () => {
  test("must hold the token in its body, once, as a form", async () => {
    const held = await shop.token("owner");
    const twice = `token=${held.value}&token=${held.value}`;
    const json = JSON.stringify({ token: held.value });
    const answers = [
      await postForm(endpoint, {}),
      await postForm(`${endpoint}?token=${held.value}`, {}),
      await postForm(endpoint, {}, { authorization: `Bearer ${held.value}` }),
      await postForm(endpoint, {}, basic(held.id, held.value)),
      await postForm(endpoint, twice),
      await postForm(endpoint, json, { "content-type": "application/json" }),
    ];
    for (const answer of answers)
      expect([answer.status, answer.json["error"]]).toEqual([400, "invalid_request"]);
    expect(await endOf(held.client.login())).toBe("done");
  });

  test("by any other method is not known here, and its token is in no log", async () => {
    const held = await shop.token("owner");
    const answer = await fetch(`${endpoint}?token=${held.value}`);
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
    await revoke(held.value);
    expect(kw.logs()).not.toContain(held.value.split(".")[2]);
  });
});
