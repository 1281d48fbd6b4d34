import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endOf, type Tenant } from "../../test/tenants.ts";
import { deliveries, SMALLEST, startTwoServices, type TwoServices } from "./two-services.test-support.ts";

let services: TwoServices;
let tenant: Tenant;
let it: ReturnType<typeof deliveries>;
let connectionId: string;

beforeAll(async () => {
  services = await startTwoServices();
  tenant = services.tenant;
  it = deliveries(services);
  connectionId = await it.connection();
});
afterAll(() => services.close());

/** The permissions that the other side can take away, in its own words, and the step that needs each. */
const STEPS = {
  "project:projects:manage:read": "Project > Projects > Manage > Read",
  "project:secrets:secret-groups:list": "Project > Secrets > SecretGroups > List",
  "project:secrets:secret-groups:read-values": "Project > Secrets > SecretGroups > Read Values",
  "project:secrets:secret-groups:update": "Project > Secrets > SecretGroups > Update",
};

describe("with the smallest permissions on the other side", () => {
  /** What each step came to: `done`, or the refusal's words. */
  async function steps(permissions: string[]): Promise<Record<string, string>> {
    const { token, id: tokenId } = await it.tokenThere(SMALLEST);
    const through = await it.connect(token);
    // Taken away later: the connection was proven by then.
    const { role } = await services.there.operator.getToken({ params: { tokenId } });
    await services.there.operator.patchRole({
      params: { teamId: "acme", roleId: role.roleId },
      body: { permissions: { projectScope: permissions } },
    });
    const params = { ...tenant.params, connectionId: through };
    const words = (call: Promise<unknown>) =>
      call.then(
        () => "done",
        (error: Error) => error.message,
      );
    const source = await it.group({ A: "1" });
    const reading = await it.create({ source, connectionId: through, destination: await it.destination() });
    const run = await it.ended(reading.id);
    const wasRead = run.message?.includes("could not read") || run.message?.startsWith("Could not read");
    return {
      "project:projects:manage:read": await words(tenant.owner.listPlatformProjects({ params })),
      "project:secrets:secret-groups:list": await words(
        tenant.owner.listPlatformSecretGroups({ params: { ...params, platformProjectId: "store" } }),
      ),
      "project:secrets:secret-groups:read-values": wasRead ? (run.message ?? "") : "done",
      "project:secrets:secret-groups:update": wasRead ? "done" : (run.message ?? "done"),
    };
  }

  test("everything works", async () => {
    expect(new Set(Object.values(await steps(SMALLEST)))).toEqual(new Set(["done"]));
  });

  test.each(SMALLEST)("without %s exactly that step fails, and says what is missing", async (missing) => {
    const came = await steps(SMALLEST.filter((permission) => permission !== missing));
    const failed = Object.entries(came).filter(([, words]) => words !== "done");
    expect(failed.map(([step]) => step)).toEqual([missing]);
    expect(failed[0]?.[1]).toContain(STEPS[missing as keyof typeof STEPS]);
  });
});

describe("what a destination has already", () => {
  test("is written over, but not outside the schema", async () => {
    const destination = await it.destination({ K_A: "old", K_Z: "gone", OTHER: "kept", K_: "kept" });
    const source = await it.group({ A: "1", B: "2" });
    const id = await it.delivered({ source, connectionId, destination, keySchema: "K_{{secretKey}}" });
    expect(await it.at(destination)).toEqual({ K_A: "1", K_B: "2", OTHER: "kept", K_: "kept" });
    const { lastRuns } = await it.get(id);
    expect(lastRuns.sync).toMatchObject({
      created: ["K_B"],
      updated: ["K_A"],
      deleted: ["K_Z"],
      overwritten: [],
    });
  });

  test.each([
    ["import-prefer-source", { A: "source", B: "there" }],
    ["import-prefer-destination", { A: "there", B: "there" }],
  ] as const)("comes into the secret group first with %s", async (initialBehavior, expected) => {
    const destination = await it.destination({ A: "there", B: "there" });
    const source = await it.group({ A: "source" });
    await it.delivered({ source, connectionId, destination, initialBehavior });
    expect(await it.read(source)).toEqual(expected);
    expect(await it.at(destination)).toEqual(expected);
    // And never again: what is added there now is not the group's.
    await it.editThere(destination, { ...expected, C: "there" });
    await it.edit(source, { A: "2" });
    await expect.poll(() => it.at(destination), { timeout: 5000 }).toEqual({ A: "2" });
  });

  test("that no secret group can have is not imported, and not deleted either", async () => {
    const destination = await it.destination({ P_1X: "there", P_A: "there" });
    const body = { connectionId, destination, keySchema: "P_{{secretKey}}" };
    const initialBehavior = "import-prefer-source" as const;
    const source = await it.group({ B: "1" });
    const { id } = await it.create({ ...body, source, initialBehavior });
    const run = await it.ended(id);
    expect(run).toMatchObject({ status: "failed", code: "validation_failed", attempts: 1 });
    expect(run.message).toContain("P_1X");
    expect(await it.at(destination)).toEqual({ P_1X: "there", P_A: "there" });
    expect(await it.read(source)).toEqual({ B: "1" });
  });

  test("stays with the deletion guard, also when the source has it no longer", async () => {
    const destination = await it.destination({ OLD: "kept" });
    const source = await it.group({ A: "1", B: "1" });
    const id = await it.delivered({ source, connectionId, destination, deletes: false });
    await it.edit(source, { A: "2" });
    await expect.poll(() => it.at(destination), { timeout: 5000 }).toEqual({ A: "2", B: "1", OLD: "kept" });
    await it.ended(id);
    expect(await it.run(id, { kind: "remove" })).toMatchObject({ status: "succeeded", deleted: ["A", "B"] });
    expect(await it.at(destination)).toEqual({ OLD: "kept" });
  });
});

test("names that are too long with the schema are named, and nothing is written", async () => {
  const long = "N".repeat(250);
  const destination = await it.destination();
  const source = await it.group({ [long]: "1", A: "1" });
  const { id } = await it.create({ source, connectionId, destination, keySchema: "PREFIX_{{secretKey}}" });
  const run = await it.ended(id);
  expect(run).toMatchObject({ status: "failed", code: "validation_failed", attempts: 1 });
  expect(run.message).toContain(`PREFIX_${long}`);
  expect(await it.at(destination)).toEqual({});
});

describe("a run by hand", () => {
  test("imports what is at the destination, by the preferred side, and delivers what comes of it", async () => {
    const destination = await it.destination();
    const source = await it.group({ A: "1" });
    const id = await it.delivered({ source, connectionId, destination, automatic: false });
    await it.editThere(destination, { A: "there", C: "there" });
    expect(await it.run(id, { kind: "import", prefer: "source" })).toMatchObject({
      status: "succeeded",
      created: ["C"],
      updated: [],
    });
    expect(await it.read(source)).toEqual({ A: "1", C: "there" });
    await it.run(id, { kind: "import", prefer: "destination" });
    expect(await it.read(source)).toEqual({ A: "there", C: "there" });
  });

  test("of an import takes somebody who may write the group", async () => {
    const id = await it.delivered({
      source: await it.group({ A: "1" }),
      connectionId,
      destination: await it.destination(),
    });
    const { client } = await tenant.tokenOf({
      name: "Runner",
      permissions: {
        teamScope: ["team:admin:secret-syncs:run"],
        projectScope: ["project:secrets:secret-groups:read-values"],
      },
    });
    const params = { ...tenant.params, syncId: id };
    const start = (body: Parameters<typeof client.startSyncRun>[0]["body"]) =>
      endOf(client.startSyncRun({ params, body }));
    expect(await start({ kind: "import", prefer: "source" })).toBe("permission_missing");
    expect(await start({ kind: "sync" })).toBe("done");
  });
});

test("a drift report names what others changed, and what the next sync does about it, and changes nothing", async () => {
  const destination = await it.destination();
  const source = await it.group({ A: "1", B: "1", C: "1" });
  const id = await it.delivered({ source, connectionId, destination, automatic: false });
  await it.editThere(destination, { A: "changed", B: "1", D: "added" });
  const params = { ...tenant.params, syncId: id };
  const drift = await tenant.owner.getSyncDrift({ params });
  expect(drift).toMatchObject({
    seesValues: true,
    there: { added: ["D"], changed: ["A"], removed: ["C"] },
    next: { created: ["C"], updated: ["A"], deleted: ["D"] },
  });
  expect(await it.at(destination)).toEqual({ A: "changed", B: "1", D: "added" });
  expect((await it.run(id)).overwritten.sort()).toEqual(["A", "C", "D"]);
  const after = await tenant.owner.getSyncDrift({ params });
  expect([after.there, after.next]).toEqual([
    { added: [], changed: [], removed: [] },
    { created: [], updated: [], deleted: [] },
  ]);
});

describe("a token's key", () => {
  test("is delivered as one variable, again when it rotates, and says so when the token is revoked", async () => {
    const { id: tokenId, value } = await tenant.tokenOf({ name: it.name("Delivered") });
    const destination = await it.destination({ OTHER: "kept" });
    const source = { kind: "token", tokenId, variable: "KEY" } as const;
    // Also by one that does not deliver changes by itself: its key would end.
    const id = await it.delivered({ source, connectionId, destination, automatic: false });
    expect(await it.at(destination)).toEqual({ KEY: value, OTHER: "kept" });
    const params = { ...tenant.params, tokenId };
    const { token: second } = await tenant.owner.rotateToken({ params, body: { otherKeysExpiresAt: null } });
    await expect.poll(() => it.at(destination), { timeout: 5000 }).toEqual({ KEY: second, OTHER: "kept" });
    await tenant.owner.patchSync({ params: { ...tenant.params, syncId: id }, body: { automatic: true } });
    await it.ended(id);
    await tenant.owner.revokeToken({ params });
    const run = await it.ended(id);
    expect(run).toMatchObject({ status: "failed", code: "token_ended", trigger: "change", attempts: 1 });
    expect(run.message).toMatch(/expired or been revoked/);
    expect(await it.at(destination)).toEqual({ KEY: second, OTHER: "kept" });
    expect(await it.run(id, { kind: "remove" })).toMatchObject({ status: "succeeded", deleted: ["KEY"] });
    expect(await it.at(destination)).toEqual({ OTHER: "kept" });
  });
});

describe("a sync that is edited", () => {
  test("leaves what it delivered under another schema or to another place, and delivers anew", async () => {
    const [before, after] = [await it.destination(), await it.destination()];
    const source = await it.group({ A: "1" });
    const id = await it.delivered({
      source,
      connectionId,
      destination: before,
      keySchema: "X_{{secretKey}}",
    });
    const params = { ...tenant.params, syncId: id };
    await tenant.owner.patchSync({ params, body: { keySchema: "Y_{{secretKey}}" } });
    expect(await it.ended(id)).toMatchObject({ trigger: "edit", created: ["Y_A"], deleted: [] });
    await tenant.owner.patchSync({ params, body: { destination: after } });
    expect(await it.ended(id)).toMatchObject({ trigger: "edit", created: ["Y_A"] });
    expect([await it.at(before), await it.at(after)]).toEqual([{ X_A: "1", Y_A: "1" }, { Y_A: "1" }]);
  });

  test("takes another source's variables in the place of those that it delivered", async () => {
    const destination = await it.destination();
    const id = await it.delivered({ source: await it.group({ A: "1" }), connectionId, destination });
    const params = { ...tenant.params, syncId: id };
    await tenant.owner.patchSync({ params, body: { source: await it.group({ B: "2" }) } });
    expect(await it.ended(id)).toMatchObject({ created: ["B"], deleted: ["A"], overwritten: [] });
    expect(await it.at(destination)).toEqual({ B: "2" });
  });
});

test("a failure is told to a webhook, and its end too, by ids and names", async () => {
  const hook = await it.webhook();
  const source = await it.group({ A: "secret-in-a-notice" });
  const nowhere = { projectId: "store", secretGroupId: "nowhere" };
  const sync = await it.create({ source, connectionId, destination: nowhere, noticeConnectionId: hook.id });
  const failed = await it.ended(sync.id);
  expect(failed).toMatchObject({ status: "failed", code: "platform_refused", attempts: 1 });
  expect(failed.message).toMatch(/may be gone/);
  const told = () => hook.messages.filter(({ type }) => type.startsWith("sync."));
  await expect.poll(() => told().length, { timeout: 5000 }).toBe(1);
  const params = { ...tenant.params, syncId: sync.id };
  await tenant.owner.patchSync({ params, body: { destination: await it.destination() } });
  expect(await it.ended(sync.id)).toMatchObject({ status: "succeeded" });
  await expect
    .poll(() => told().map(({ type }) => type), { timeout: 5000 })
    .toEqual(["sync.failed", "sync.recovered"]);
  expect(told()[0]?.data).toEqual({
    team: tenant.teamId,
    sync: { id: sync.id, name: sync.name },
    run: { id: failed.id, kind: "sync", code: "platform_refused" },
  });
  expect(JSON.stringify(hook.messages)).not.toContain("secret-in-a-notice");
});
