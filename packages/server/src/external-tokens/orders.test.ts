import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { refuses } from "../../test/audit-trail.ts";
import { endOf } from "../../test/tenants.ts";
import { SOON, says, startElsewhere } from "./elsewhere.test-support.ts";

const elsewhere = await startElsewhere();
const {
  kw,
  tenant,
  peer,
  connectionId,
  at,
  relay,
  answer,
  loseAnswers,
  create,
  get,
  rotate,
  revoke,
  works,
  listedCalled,
  aliveCalled,
  everythingStored,
  sweep,
} = elsewhere;

beforeEach(elsewhere.reset);
afterAll(elsewhere.close);

describe("an answer that is lost on the way", () => {
  test("leads to no second token: the platform is asked again, and answers the same", async () => {
    let lost = 0;
    loseAnswers("POST", (request, response) => {
      lost += 1;
      if (lost === 1) answer(relay);
      response.destroy();
      void request;
    });
    const { token } = await create({ name: "twice asked" });
    expect(await works(token)).toBe("done");
    expect(await aliveCalled("twice asked")).toHaveLength(1);
  });

  test("for good leaves a token there, which is looked for and revoked", async () => {
    loseAnswers("POST", says(200, "<html>Welcome</html>"));
    const { message } = await refuses(tenant.owner, "platform_unavailable", () => create({ name: "lost" }));
    expect(message).toContain("revoked within minutes");
    expect(await listedCalled("lost")).toEqual([]);
    expect(await aliveCalled("lost")).toHaveLength(1);
    answer(relay);
    await sweep();
    await expect.poll(() => aliveCalled("lost"), SOON).toEqual([]);
    await expect.poll(async () => (await everythingStored()).includes('"lost'), SOON).toBe(false);
  });

  test("is there for all to see when the platform does not let itself be asked, until it is revoked", async () => {
    loseAnswers("POST", says(200, "<html>Welcome</html>"));
    expect(await endOf(create({ name: "orphan" }))).toBe("platform_unavailable");
    answer(says(403, "{}"));
    await sweep();
    await expect
      .poll(async () => (await listedCalled("orphan")).map(({ status }) => status), SOON)
      .toEqual(["failing"]);
    const [{ id, message } = { id: "" }] = await listedCalled("orphan");
    expect(message).toMatch(/^Could not look for the token: /);
    expect(await endOf(revoke(id))).toBe("platform_permission_missing");
    answer(relay);
    expect(await revoke(id)).toMatchObject({ status: "revoked", keys: [] });
    expect(await aliveCalled("orphan")).toEqual([]);
  });

  test("of a rotation leaves the token as it is, and is looked for before another is asked for", async () => {
    const { id, token } = await create({ name: "rotating" });
    loseAnswers("POST", says(200, "<html>Welcome</html>"));
    expect(await endOf(rotate(id))).toBe("platform_unavailable");
    answer(relay);
    expect(await endOf(rotate(id))).toBe("rotation_under_way");
    expect(await get(id)).toMatchObject({ status: "active" });
    expect(await works(token)).toBe("done");
    expect(await aliveCalled("rotating")).toHaveLength(2);
    await sql`update external_token_key set issued_at = now() - interval '2 minutes' where state = 'issuing'`.execute(
      kw.database.kysely,
    );
    await rotate(id);
    await sweep();
    await expect.poll(() => aliveCalled("rotating"), SOON).toHaveLength(1);
    expect(await get(id)).toMatchObject({ status: "active" });
  });
});

describe("the same request sent twice makes one token", () => {
  test("and is answered the same, as long as its key is the token's", async () => {
    const key = "create-once";
    const first = await create({ name: "once" }, tenant.owner, key);
    expect(await create({ name: "once" }, tenant.owner, key)).toEqual(first);
    expect(await aliveCalled("once")).toHaveLength(1);
    const options = { idempotencyKey: "rotate-once" };
    const turn = () => tenant.owner.rotateExternalToken({ params: at(first.id) }, options);
    const second = await turn();
    expect((await turn()).token).toBe(second.token);
    expect(await endOf(create({ name: "once" }, tenant.owner, key))).toBe("token_ended");
    await expect.poll(() => aliveCalled("once"), SOON).toHaveLength(1);
  });

  test("also at the same time", async () => {
    const sending = () => create({ name: "at once" }, tenant.owner, "at-once");
    const answers = await Promise.all([sending(), sending(), sending()]);
    expect(new Set(answers.map(({ token }) => token)).size).toBe(1);
    expect(await aliveCalled("at once")).toHaveLength(1);
    expect(await listedCalled("at once")).toHaveLength(1);
  });
});

describe("what syncs deliver", () => {
  const inShop = { projectId: "shop", secretGroupId: "web" };
  const delivered = async () =>
    (await peer.owner.getSecretGroup({ params: { ...peer.params, projectId: "shop", secretId: "web" } }))
      .secrets.variables["FLAGS_TOKEN"];
  let syncId: string;
  let external: Awaited<ReturnType<typeof create>>;

  beforeAll(async () => {
    await peer.owner.createProject({ params: peer.params, body: { name: "Shop" } });
    const group = { name: "Web", secretType: "environment", priority: 10 } as const;
    await peer.owner.createSecretGroup({ params: { ...peer.params, projectId: "shop" }, body: group });
    external = await create({ name: "delivered" });
    const source = { kind: "external-token", externalTokenId: external.id, variable: "FLAGS_TOKEN" } as const;
    const body = { name: "flags", source, connectionId, destination: inShop };
    ({ id: syncId } = await tenant.owner.createSync({ params: tenant.params, body }));
  });

  test("is the value that the platform gave out last", async () => {
    await expect.poll(delivered, SOON).toBe(external.token);
    const { token } = await rotate(external.id);
    await expect.poll(delivered, SOON).toBe(token);
    await expect.poll(async () => (await get(external.id)).status, SOON).toBe("active");
    expect([await works(token), await works(external.token)]).toEqual(["done", "revoked"]);
  });

  test("and cannot, keeps the old key there and says so, until it has been delivered", async () => {
    const old = await delivered();
    answer((request, response) =>
      request.method === "PATCH"
        ? says(403, `{"error":{"message":"SecretGroups > Update"}}`)(request, response)
        : relay(request, response),
    );
    const { token } = await rotate(external.id);
    const message = async () => (await get(external.id)).message ?? "";
    await expect.poll(message, SOON).toContain("SecretGroups > Update");
    expect(await message()).toContain("the old one is left as it is");
    expect([await works(old ?? ""), await works(token), await delivered()]).toEqual(["done", "done", old]);
    answer(relay);
    await tenant.owner.startSyncRun({ params: { ...tenant.params, syncId }, body: { kind: "sync" } });
    await expect.poll(delivered, SOON).toBe(token);
    await sweep();
    await expect.poll(async () => (await get(external.id)).status, SOON).toBe("active");
    expect(await works(old ?? "")).toBe("revoked");
  });

  test("is nothing any more once the token is revoked, which is never refused", async () => {
    await revoke(external.id);
    const runs = async () =>
      (await tenant.owner.getSync({ params: { ...tenant.params, syncId } })).lastRuns.sync?.code;
    await expect.poll(runs, SOON).toBe("token_ended");
  });
});
