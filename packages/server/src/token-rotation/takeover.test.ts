import { json } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { derive } from "../../test/exchange.ts";
import { startPlatform } from "../../test/platform.ts";
import { endOf } from "../../test/tenants.ts";
import { eventually } from "./rotating-token.test-support.ts";
import { startTwoServices, type TwoServices } from "./two-services.test-support.ts";

const HOUR_SECONDS = 3600;

let services: TwoServices;
let receiver: Awaited<ReturnType<typeof startPlatform>>;
/** What the receiver of notices was sent. */
const told: unknown[] = [];
beforeAll(async () => {
  services = await startTwoServices();
  receiver = await startPlatform((request, response) => {
    void json(request).then((notice) => {
      told.push(notice);
      response.end();
    });
  });
});
afterAll(async () => {
  await services.close();
  await receiver.close();
});

const loginWith = (value: string | undefined) => endOf(services.kw.client(value ?? "").login());
/** Servers hear of it a moment after it is written. */
const isRefused = (value: string) => eventually(async () => expect(await loginWith(value)).toBe("revoked"));
const rotating = (variable: string) => services.rotating(variable);
type Rotating = Awaited<ReturnType<typeof rotating>>;

/** Until the new key is where the token is used. */
async function delivered(token: Rotating, variable: string) {
  const { newKeyId = "" } = await token.start();
  await token.becomes({ state: "overlapping", newKeyId });
  const value = (await services.read(variable)) ?? "";
  expect(value).not.toBe(token.value);
  return { id: newKeyId, value };
}

/** Lets the receiver be told of the failures of a sync. */
async function tellOf(syncId: string): Promise<void> {
  const { owner, params } = services.tenant;
  const credentials = { url: receiver.url, signingSecret: `whsec_${Buffer.alloc(32, 7).toString("base64")}` };
  const body = { name: "receiver", app: "webhook", method: "signing-secret", credentials };
  const { id: noticeConnectionId } = await owner.createAppConnection({ params, body });
  await owner.patchSync({ params: { ...params, syncId }, body: { noticeConnectionId } });
}

describe.concurrent("the old keys stay", () => {
  test("when no sync is left to deliver", async () => {
    const { tenant } = services;
    const token = await rotating("LEFT");
    await tenant.owner.deleteSync({ params: { ...tenant.params, syncId: token.syncId } });
    expect(await token.start()).toMatchObject({ state: "stopped", code: "no_sync" });
    expect(await token.keys()).toHaveLength(1);
  });

  test("at the limit, when nobody uses the new key and an old one is in use; who wants to be told is told", async () => {
    const token = await rotating("UNUSED");
    await tellOf(token.syncId);
    await delivered(token, "UNUSED");
    await token.use(token.value, token.keyId);
    await token.age(HOUR_SECONDS);
    await token.becomes({ state: "stopped", code: "new_key_unused" });
    expect(await loginWith(token.value)).toBe("done");
    const data = {
      team: services.tenant.teamId,
      token: { id: token.id, name: "admin" },
      code: "new_key_unused",
    };
    await eventually(async () =>
      expect(told).toContainEqual(expect.objectContaining({ type: "rotation.stopped", data })),
    );
  });

  test("at the limit, when the new key was tried once and an old one is in use", async () => {
    const token = await rotating("TRIED");
    const taking = await delivered(token, "TRIED");
    await token.use(taking.value, taking.id);
    await token.use(token.value, token.keyId);
    await token.age(HOUR_SECONDS, [taking.id]);
    await token.becomes({ state: "stopped", code: "new_key_unused" });
    expect(await loginWith(token.value)).toBe("done");
  });

  test("while a token that was derived with one is in use", async () => {
    const token = await rotating("DERIVED");
    const child = await derive(services.kw, token.value);
    const taking = await delivered(token, "DERIVED");
    await token.use(taking.value, taking.id);
    await services.kw.client(child.token).login();
    const usedAt = async () => {
      const { tokens } = await services.tenant.owner.listTokens({
        params: services.tenant.params,
        query: { search: "derived", sort: "-createdAt" },
      });
      return tokens[0]?.lastUsedAt ?? null;
    };
    await eventually(async () => expect(await usedAt()).not.toBeNull());
    await token.age(600, [token.keyId]);
    await token.isLookedAt();
    expect(await token.show()).toMatchObject({ state: "overlapping" });
    expect(await loginWith(child.token)).toBe("done");
  });

  test("when somebody ends the new key; another is issued on start", async () => {
    const { tenant } = services;
    const token = await rotating("ENDED");
    const taking = await delivered(token, "ENDED");
    await tenant.owner.deleteKey({ params: { ...token.at.params, keyId: taking.id } });
    await token.age(0);
    await token.becomes({ state: "stopped", code: "new_key_ended" });
    const { newKeyId } = await token.start();
    expect(newKeyId).not.toBe(taking.id);
    await token.becomes({ state: "overlapping", newKeyId });
    expect(await loginWith(token.value)).toBe("done");
  });

  test("when the rotation is switched off in the middle", async () => {
    const token = await rotating("OFF");
    const taking = await delivered(token, "OFF");
    await services.tenant.owner.deleteTokenRotation(token.at);
    expect(await Promise.all([token.value, taking.value].map(loginWith))).toEqual(["done", "done"]);
  });
});

describe.concurrent("the old keys end, and the next rotation is set,", () => {
  const isComplete = { state: "idle", startedAt: expect.any(String), lastCompletedAt: expect.any(String) };

  test("when the new key is in use and they have been quiet", async () => {
    const token = await rotating("QUIET");
    const taking = await delivered(token, "QUIET");
    await token.use(token.value, token.keyId);
    await token.use(taking.value, taking.id);
    await expect(token.start()).rejects.toMatchObject({ code: "rotation_under_way" });
    await token.age(60, [token.keyId]);
    await token.becomes(isComplete);
    await isRefused(token.value);
    expect(await loginWith(taking.value)).toBe("done");
  });

  test("at the limit, when nobody uses any", async () => {
    const token = await rotating("IDLE");
    const taking = await delivered(token, "IDLE");
    await token.age(HOUR_SECONDS);
    await token.becomes(isComplete);
    await isRefused(token.value);
    expect(await loginWith(taking.value)).toBe("done");
  });

  test("at the limit, when one is in use beside the new one; the event names it, and no value is anywhere in it", async () => {
    const { owner } = services.tenant;
    const token = await rotating("BESIDE");
    const taking = await delivered(token, "BESIDE");
    await token.use(taking.value, taking.id);
    await token.use(token.value, token.keyId);
    await token.age(HOUR_SECONDS);
    await token.becomes(isComplete);
    const { auditEvents } = await owner.listTokenAuditEvents(token.at);
    expect(auditEvents.map(({ action }) => action)).toEqual(
      expect.arrayContaining(
        ["create", "start", "deliver", "complete"].map((verb) => `token-rotation.${verb}`),
      ),
    );
    expect(auditEvents.find(({ action }) => action === "token-rotation.complete")).toMatchObject({
      actor: { type: "system", id: "rotation" },
      before: { state: "overlapping", keyId: taking.id },
      after: { state: "idle", keyId: taking.id, ended: [token.keyId], stillUsed: [token.keyId] },
    });
    for (const value of [token.value, taking.value])
      expect(JSON.stringify(auditEvents)).not.toContain(value.split(".")[2]);
  });

  test("when somebody rotates by hand meanwhile: that key stays, and is delivered", async () => {
    const token = await rotating("BY_HAND");
    const taking = await delivered(token, "BY_HAND");
    const byHand = await services.tenant.owner.rotateToken(token.at);
    await token.age(0);
    await token.becomes(isComplete);
    await isRefused(token.value);
    await isRefused(taking.value);
    expect(await loginWith(byHand.token)).toBe("done");
    await eventually(async () => expect(await services.read("BY_HAND")).toBe(byHand.token));
  });
});

/** Last: it cuts off the connection of them all. */
test("when a sync cannot deliver, the old keys stay: the rotation names it, and goes on with the same key when it can", async () => {
  const { tenant, there, thereUrl, writer, connectionId } = services;
  const token = await rotating("CUT_OFF");
  await eventually(async () => expect(await services.read("CUT_OFF")).toBe(token.value));
  await there.owner.revokeToken({ params: { ...there.params, tokenId: writer.id } });
  const { newKeyId } = await token.start();
  const message = expect.stringContaining("The sync cut-off did not deliver the new key.");
  await token.becomes({ state: "stopped", code: "delivery_failed", message });
  const teamScope = ["read", "read-all"].map((verb) => `team:admin:api-tokens:${verb}`);
  const onlooker = await tenant.tokenOf({ name: "onlooker", permissions: { teamScope } });
  // Who may not see the sync learns neither its name nor what its platform said.
  expect((await onlooker.client.getTokenRotation(token.at)).message).toBe(
    "A sync did not deliver the new key.",
  );
  expect(await loginWith(token.value)).toBe("done");

  const { value: apiToken } = await there.token("writer");
  const credentials = { apiToken, baseUrl: thereUrl };
  await tenant.owner.patchAppConnection({
    params: { ...tenant.params, connectionId },
    body: { credentials },
  });
  expect(await token.start()).toMatchObject({ state: "delivering", newKeyId });
  await token.becomes({ state: "overlapping", newKeyId });
  expect(await token.keys()).toHaveLength(2);
  expect(await loginWith(await services.read("CUT_OFF"))).toBe("done");
});
