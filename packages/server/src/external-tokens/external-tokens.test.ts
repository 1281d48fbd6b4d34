import { sql } from "kysely";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { welcomed } from "../../test/platform.ts";
import { endOf, newTenant } from "../../test/tenants.ts";
import { ALL_PERMISSIONS, SOON, says, startElsewhere } from "./elsewhere.test-support.ts";

const elsewhere = await startElsewhere();
const {
  kw,
  other,
  tenant,
  credentials,
  connectionId,
  connect,
  at,
  relay,
  answer,
  asked,
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

describe("an external token is not made, and the platform hears nothing,", () => {
  test("when what is ordered is not what the platform makes: each field that is wrong is named", async () => {
    for (const [field, fields] of [
      ["spec.roleId", { spec: {} }],
      ["spec.roleId", { spec: { roleId: " " } }],
      ["spec.owner", { spec: { roleId: "ci", owner: "me" } }],
      ["expiresAt", { expiresAt: "2020-01-01T00:00:00Z" }],
      ["name", { name: "n".repeat(61) }],
    ] as const) {
      const { details } = await refuses(tenant.owner, "validation_failed", () => create(fields));
      expect(Object.keys(details ?? {})).toEqual([field]);
    }
    expect(asked()).toEqual([]);
  });

  test("when the connection is not there, or leads to where no tokens are made", async () => {
    const elsewhere = await newTenant(kw, "Elsewhere");
    const body = { ...welcomed("elsewhere"), name: "elsewhere" };
    const foreign = await elsewhere.owner.createAppConnection({ params: elsewhere.params, body });
    await refuses(tenant.owner, "unknown_reference", () => create({ connectionId: foreign.id }));
    const own = await tenant.owner.createAppConnection({ params: tenant.params, body });
    const { message } = await refuses(tenant.owner, "platform_refused", () =>
      create({ connectionId: own.id }),
    );
    expect(message).toContain("Northflank");
    expect(asked()).toEqual([]);
  });

  test("when the caller may not use connections", async () => {
    const permissions = {
      teamScope: ALL_PERMISSIONS.filter((permission) => !permission.endsWith("connect")),
    };
    const { client } = await tenant.tokenOf({ name: "Not connecting", permissions });
    const { id } = await create();
    for (const call of [
      () => create({}, client),
      () => client.rotateExternalToken({ params: at(id) }),
      () => client.revokeExternalToken({ params: at(id) }),
    ]) {
      await expect(call()).rejects.toMatchObject({
        code: "permission_missing",
        message: expect.stringContaining("AppConnections > Connect"),
      });
    }
    expect(await endOf(client.patchExternalToken({ params: at(id), body: { description: "x" } }))).toBe(
      "done",
    );
  });
});

describe("nothing is left behind", () => {
  test("when the platform refuses", async () => {
    for (const [code, refusal] of [
      ["credentials_rejected", says(401, "{}")],
      ["platform_permission_missing", says(403, `{"error":{"message":"No."}}`)],
      ["platform_refused", says(404, "{}")],
    ] as const) {
      answer(refusal);
      await refuses(tenant.owner, code, () => create({ name: "refused" }));
    }
    expect((await everythingStored()).includes("refused")).toBe(false);
  });

  test("when the caller may no more by the time that the platform has made the token", async () => {
    const role = { name: "For a moment", permissions: { teamScope: ALL_PERMISSIONS } };
    const { client } = await tenant.tokenOf(role);
    answer((request, response) => {
      if (request.method !== "POST") return relay(request, response);
      const params = { ...tenant.params, roleId: "for-a-moment" };
      void tenant.owner
        .patchRole({ params, body: { permissions: { teamScope: [] } } })
        .then(() => relay(request, response));
    });
    await expect(create({ name: "momentary" }, client)).rejects.toMatchObject({ code: "permission_missing" });
    expect(asked().map((request) => request.split(" ")[0])).toEqual(["POST", "DELETE"]);
    expect(await aliveCalled("momentary")).toEqual([]);
    expect(await listedCalled("momentary")).toEqual([]);
  });
});

describe("an external token", () => {
  test("works on its platform; its value is answered once, and kept nowhere readable", async () => {
    const { result, event } = await leavesOneEvent(tenant.owner, "external-token.issue", () =>
      create({ name: "once shown", description: "Ours", spec: { roleId: "ci", roleName: "CI" } }),
    );
    const { token, key, ...shown } = result;
    expect(await works(token)).toBe("done");
    expect(shown).toMatchObject({ summary: "token of the role CI", status: "active", expiresAt: null });
    expect(shown.keys.map(({ id }) => id)).toEqual([key.id]);
    expect(await get(shown.id)).toEqual(shown);
    expect(await listedCalled("once shown")).toEqual([shown]);
    const stored = await everythingStored();
    for (const place of [JSON.stringify(event), stored, kw.logs()]) expect(place.includes(token)).toBe(false);
  });

  test("whose value is moved to another row does not open there", async () => {
    const [from, to] = [await create(), await create({}, tenant.owner, "moved")];
    await sql`
      update external_token_key as moved set data_key_id = other.data_key_id, ciphertext = other.ciphertext
      from external_token_key as other where moved.id = ${to.key.id} and other.id = ${from.key.id}
    `.execute(kw.database.kysely);
    expect(await endOf(create({}, tenant.owner, "moved"))).toBe("internal_error");
  });

  test("expires there when it was told to, and its next key lives as long", async () => {
    const { id, expiresAt } = await create({ lifetimeSeconds: 3600 });
    const inAnHour = Date.now() + 3600_000;
    expect(Math.abs(Date.parse(expiresAt ?? "") - inAnHour)).toBeLessThan(60_000);
    expect(Math.abs(Date.parse((await rotate(id)).expiresAt ?? "") - inAnHour)).toBeLessThan(60_000);
    expect((await rotate(id, { expiresAt: null })).expiresAt).toBeNull();
  });

  test("that is rotated has the new key at once, and the old one ends there by itself", async () => {
    const { id, token: old } = await create({ name: "turning" });
    const { result } = await leavesOneEvent(tenant.owner, "external-token.rotate", () =>
      rotate(id, { keepOldSeconds: 3600 }),
    );
    expect(result).toMatchObject({ status: "rotating", keys: [{ state: "live" }, { state: "ending" }] });
    expect(await works(old)).toBe("done");
    expect(await works(result.token)).toBe("done");
    const last = await rotate(id);
    await sweep();
    await expect.poll(async () => (await get(id)).status, SOON).toBe("active");
    expect(await works(last.token)).toBe("done");
    for (const value of [old, result.token]) expect(await works(value)).toBe("revoked");
  });

  test("that is revoked is refused there, and is no more in the list of what there is", async () => {
    const { id, token } = await create();
    await leavesOneEvent(tenant.owner, "external-token.revoke", () => revoke(id));
    expect(await works(token)).toBe("revoked");
    const { externalTokens } = await tenant.owner.listExternalTokens({ params: tenant.params });
    expect(externalTokens.map((one) => one.id)).not.toContain(id);
    expect(await get(id)).toMatchObject({ status: "revoked", keys: [] });
    expect(await endOf(rotate(id))).toBe("token_ended");
    expect(await endOf(revoke(id))).toBe("done");
  });

  test("that its platform does not revoke says so, as long as it is so", async () => {
    const { id, token } = await create({ name: "stubborn" });
    answer(says(403, `{"error":{"message":"Not yours."}}`));
    await leavesOneEvent(tenant.owner, "external-token.revoke", async () => {
      await expect(revoke(id)).rejects.toMatchObject({
        code: "platform_permission_missing",
        message: expect.stringMatching(/Not yours\..* still accepted there/),
      });
    });
    expect(await get(id)).toMatchObject({
      status: "failing",
      message: expect.stringContaining("Not yours."),
    });
    expect(await works(token)).toBe("done");
    expect(await endOf(rotate(id))).toBe("token_ended");
    answer(relay);
    await sweep();
    await expect.poll(async () => (await get(id)).status, SOON).toBe("revoked");
    expect(await works(token)).toBe("revoked");
  });

  test("is not repeated in the words of a platform that has it", async () => {
    const { id, token } = await create();
    answer(says(400, `{"error":{"message":"What is ${token.slice(0, 60)}?"}}`));
    const { message } = await revoke(id).catch((error: Error) => error);
    expect(message).toMatch(
      /^Could not revoke the token: the other Keywright turned the request down \(400\)\. The token/,
    );
    expect((await get(id)).message).not.toContain("What is");
  });

  test("is not taken for revoked when its connection leads elsewhere by now, and can be forgotten", async () => {
    const { id: moving } = await connect({});
    const { id, token } = await create({ connectionId: moving });
    const elsewhereNow = { ...credentials, baseUrl: other.url };
    await tenant.owner.patchAppConnection({
      params: { ...tenant.params, connectionId: moving },
      body: { credentials: elsewhereNow },
    });
    await expect(revoke(id)).rejects.toMatchObject({ message: expect.stringContaining("another address") });
    expect(await revoke(id, { forget: "true" })).toMatchObject({ status: "revoked" });
    expect(await works(token)).toBe("done");
  });

  test("is not there for another organization, another team, or who does not reach its project", async () => {
    for (const name of ["Shop", "Lab"])
      await tenant.owner.createProject({ params: tenant.params, body: { name } });
    const ofShop = await create({ connectionId: (await connect({ projectId: "shop" })).id });
    expect(ofShop.projectId).toBe("shop");
    const restrictions = { enabled: true, projects: ["lab"] };
    const role = { name: "Of the lab", permissions: { teamScope: ALL_PERMISSIONS }, restrictions };
    const { client } = await tenant.tokenOf(role);
    const stranger = await newTenant(kw, "Strangers");
    const { id: teamId } = await tenant.owner.createTeam({ body: { name: "Beside" } });
    for (const { by, team } of [
      { by: client, team: tenant.params },
      { by: stranger.owner, team: stranger.params },
      { by: tenant.owner, team: { teamId } },
    ]) {
      const params = { ...team, externalTokenId: ofShop.id };
      const calls = [
        by.getExternalToken({ params }),
        by.patchExternalToken({ params, body: { description: "mine" } }),
        by.rotateExternalToken({ params }),
        by.revokeExternalToken({ params }),
      ];
      expect(await Promise.all(calls.map(endOf))).toEqual(calls.map(() => "not_found"));
      const { externalTokens } = await by.listExternalTokens({ params: team, query: { all: "true" } });
      expect(externalTokens.map(({ id }) => id)).not.toContain(ofShop.id);
    }
    const connection = ofShop.connection?.id ?? "";
    expect(await endOf(create({ connectionId: connection }, client))).toBe("unknown_reference");
  });

  test("keeps its connection and its project from being deleted, until it is revoked", async () => {
    await tenant.owner.createProject({ params: tenant.params, body: { name: "Passing" } });
    const { id: passing } = await connect({ projectId: "passing" });
    const { id } = await create({ connectionId: passing });
    const params = { ...tenant.params, connectionId: passing, projectId: "passing" };
    const deleteProject = () =>
      tenant.owner.deleteProject({ params, query: { delete_child_objects: "true" } });
    await refuses(tenant.owner, "app_connection_in_use", () => tenant.owner.deleteAppConnection({ params }));
    await refuses(tenant.owner, "project_not_empty", deleteProject);
    await revoke(id);
    await tenant.owner.deleteAppConnection({ params });
    expect(await get(id)).not.toHaveProperty("connection");
    expect(await endOf(revoke(id))).toBe("done");
    await deleteProject();
    expect(await endOf(get(id))).toBe("not_found");
  });

  test("is edited here, while the platform keeps the name that it was told", async () => {
    const { id } = await create({ name: "before" });
    const { result } = await leavesOneEvent(tenant.owner, "external-token.update", () =>
      tenant.owner.patchExternalToken({ params: at(id), body: { name: "after", description: "Ours" } }),
    );
    expect(result).toMatchObject({ name: "after", description: "Ours" });
    expect(await aliveCalled("before")).toHaveLength(1);
    await revoke(id);
    expect(await aliveCalled("before")).toEqual([]);
  });
});

test("what a token may be made from is what the platform lists, and never an empty list for a failure", async () => {
  const ask = (field: string) =>
    tenant.owner.listMintingChoices({ params: { ...tenant.params, connectionId }, body: { field } });
  expect((await ask("roleId")).choices.map(({ id }) => id)).toContain("ci");
  expect(await endOf(ask("owner"))).toBe("unknown_reference");
  answer(says(500, "{}"));
  expect(await endOf(ask("roleId"))).toBe("platform_unavailable");
});
