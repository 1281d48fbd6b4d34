import { IDEMPOTENCY_KEPT_SECONDS, IDEMPOTENCY_KEY_MAX_LENGTH } from "@keywright/contract";
import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { deleteSlotsBefore } from "./queries.ts";

let kw: TestService;
let operator: Client;
beforeAll(async () => {
  kw = await startTestService();
  ({ operator } = kw);
  await operator.createRole({
    body: { name: "reader", permissions: { projectScope: ["project:projects:manage:read"] } },
  });
});
afterAll(() => kw.close());

let keys = 0;
const newKey = () => `key-${keys++}`;
const issue = (idempotencyKey: string, name = "ci") =>
  operator.issueToken({ body: { name, roleId: "reader" } }, { idempotencyKey });

/** Brings its expiry near, and waits for it. */
async function letExpire(tokenId: string): Promise<void> {
  const expiresAt = new Date(Date.now() + 2000).toISOString();
  await operator.patchToken({ params: { tokenId }, body: { expiresAt } });
  const isActive = async () => (await operator.getToken({ params: { tokenId } })).active;
  await expect.poll(isActive, { timeout: 20_000 }).toBe(false);
}

/** What is kept of one key's answer, as it stands in the database. */
async function kept(key: string): Promise<string> {
  const rows = await kw.database.kysely
    .selectFrom("idempotency_key")
    .selectAll()
    .where("key", "=", key)
    .execute();
  return JSON.stringify(rows);
}

describe("another request under a key that was used", () => {
  test("is refused, whether path, method or body differ", async () => {
    const idempotencyKey = newKey();
    const { id } = await issue(idempotencyKey);
    const others = [
      () => issue(idempotencyKey, "other"),
      () =>
        operator.issueToken(
          { body: { name: "ci", roleId: "reader", lifetimeSeconds: 60 } },
          { idempotencyKey },
        ),
      () => operator.createProject({ body: { name: "ci" } }, { idempotencyKey }),
      () => operator.revokeToken({ params: { tokenId: id } }, { idempotencyKey }),
    ];
    for (const other of others) {
      await expect(other()).rejects.toMatchObject({ status: 409, code: "idempotency_key_reused" });
    }
    expect((await operator.getToken({ params: { tokenId: id } })).active).toBe(true);
  });
});

test.each([
  ["empty", ""],
  ["too long", "k".repeat(IDEMPOTENCY_KEY_MAX_LENGTH + 1)],
  ["of two words", "a b"],
])("a key that is %s is refused, and nothing is done", async (_, idempotencyKey) => {
  const name = `Key ${idempotencyKey.length}`;
  const attempt = operator.createProject(
    { body: { name } },
    { headers: { "idempotency-key": idempotencyKey } },
  );
  await expect(attempt).rejects.toMatchObject({ status: 400, code: "validation_failed" });
  const { projects } = await operator.listProjects();
  expect(projects.map((project) => project.name)).not.toContain(name);
});

describe("the same request under the same key", () => {
  test("is done once and answered alike, with its revision", async () => {
    const idempotencyKey = newKey();
    const create = () => operator.createProject({ body: { name: "Web shop" } }, { idempotencyKey });
    const { result: first } = await leavesOneEvent(operator, "project.create", async () => {
      const answers = [await create(), await create(), await create()];
      expect(answers[1]).toEqual(answers[0]);
      expect(answers[2]).toEqual(answers[0]);
      return answers[0];
    });
    expect(first).toMatchObject({ id: "web-shop" });
  });

  test("shows a token's value again, which is the one that works", async () => {
    const idempotencyKey = newKey();
    const { result } = await leavesOneEvent(operator, "token.issue", async () => [
      await issue(idempotencyKey),
      await issue(idempotencyKey),
    ]);
    const [first, again] = result;
    expect(again).toEqual(first);
    await kw.client(again?.token ?? "").login();
  });

  test("shows the value of a rotated key again, and rotates once", async () => {
    const { id: tokenId } = await issue(newKey());
    const idempotencyKey = newKey();
    const rotate = () => operator.rotateToken({ params: { tokenId } }, { idempotencyKey });
    const first = await rotate();
    expect(await rotate()).toEqual(first);
    await kw.client(first.token).login();
    const { keys: all } = await operator.listKeys({ params: { tokenId } });
    expect(all.filter(({ active }) => active).map(({ id }) => id)).toEqual([first.key.id]);
  });

  test("is answered as the first time when its key has ended since, and the key stays ended", async () => {
    const ends: ((id: string, keyId: string) => Promise<unknown>)[] = [
      (tokenId) => operator.revokeToken({ params: { tokenId } }),
      (tokenId) => operator.rotateToken({ params: { tokenId } }),
      (tokenId, keyId) => operator.deleteKey({ params: { tokenId, keyId } }),
      letExpire,
    ];
    for (const end of ends) {
      const idempotencyKey = newKey();
      const first = await issue(idempotencyKey);
      await end(first.id, first.key.id);
      expect(await issue(idempotencyKey)).toEqual(first);
      await expect(kw.client(first.token).login()).rejects.toMatchObject({ status: 401 });
    }
  });

  test("is answered as the first time when its role was deleted since", async () => {
    await operator.createRole({ body: { name: "going" } });
    const idempotencyKey = newKey();
    const attempt = () => operator.issueToken({ body: { name: "ci", roleId: "going" } }, { idempotencyKey });
    const first = await attempt();
    await operator.deleteRole({ params: { roleId: "going" } });
    expect(await attempt()).toEqual(first);
    await expect(kw.client(first.token).login()).rejects.toMatchObject({ status: 401 });
  });

  test("is an organization with its owner's token, also once that has ended", async () => {
    const idempotencyKey = newKey();
    const body = { name: "Owned for a while", ownerToken: { name: "owner" } };
    const { ownerToken, ...org } = await operator.createOrg({ body }, { idempotencyKey });
    expect(await operator.createOrg({ body }, { idempotencyKey })).toEqual({ ...org, ownerToken });
    const owner = kw.client(ownerToken?.token ?? "");
    await owner.revokeOrgToken({ params: { tokenId: ownerToken?.id ?? "" } });
    expect(await operator.createOrg({ body }, { idempotencyKey })).toEqual({ ...org, ownerToken });
  });

  test("of another token is another request", async () => {
    const idempotencyKey = newKey();
    const { token } = await operator.issueToken({ body: { name: "deputy", roleId: "admin" } });
    const deputy = kw.client(token);
    const body = { name: "ci", roleId: "reader" };
    const [own, theirs] = [
      await issue(idempotencyKey),
      await deputy.issueToken({ body }, { idempotencyKey }),
    ];
    expect(theirs.id).not.toBe(own.id);
    expect(await deputy.issueToken({ body }, { idempotencyKey })).toEqual(theirs);
    // Nobody is told what another was answered, not even that the key was used.
    await deputy.createProject({ body: { name: "Deputy's" } }, { idempotencyKey: newKey() });
  });

  test("is a request like any other when it was never answered with success", async () => {
    const idempotencyKey = newKey();
    const attempt = () => operator.createRole({ body: { name: "Later" } }, { idempotencyKey });
    await operator.createRole({ body: { name: "Later" } });
    await expect(attempt()).rejects.toMatchObject({ code: "slug_taken" });
    await expect(attempt()).rejects.toMatchObject({ code: "slug_taken" });
    await operator.deleteRole({ params: { roleId: "later" } });
    expect(await attempt()).toMatchObject({ id: "later" });
    await expect(
      operator.createRole(
        { body: { name: "bad", permissions: { teamScope: ["nonsense"] } } },
        { idempotencyKey },
      ),
    ).rejects.toMatchObject({ status: 400 });
    expect(await attempt()).toMatchObject({ id: "later" });
  });

  test("is done again once its time is over", async () => {
    const idempotencyKey = newKey();
    const first = await issue(idempotencyKey);
    const later = new Date(Date.now() + IDEMPOTENCY_KEPT_SECONDS * 1000);
    await kw.database.kysely.transaction().execute((tx) => deleteSlotsBefore(tx, later));
    expect((await issue(idempotencyKey)).id).not.toBe(first.id);
  });
});

test("neither a token's value nor a secret group's is kept, nor what they could be guessed from", async () => {
  const idempotencyKey = newKey();
  const { token } = await issue(idempotencyKey);
  await operator.createProject({ body: { name: "Vault" } });
  const secretKey = newKey();
  const body = {
    name: "db",
    secretType: "environment",
    priority: 10,
    secrets: { variables: { PASSWORD: "hunter2-marked" } },
  } as const;
  const create = () =>
    operator.createSecretGroup({ params: { projectId: "vault" }, body }, { idempotencyKey: secretKey });
  const first = await create();
  const again = await create();
  expect(again.id).toBe(first.id);

  const rows = (await kept(idempotencyKey)) + (await kept(secretKey));
  expect(rows).not.toContain(token);
  expect(rows).not.toContain(token.split(".")[2]);
  expect(rows).not.toContain("hunter2");
  expect(rows).toContain("fingerprint");
});

test("a read takes no notice of the key", async () => {
  const idempotencyKey = newKey();
  const before = await operator.listRoles({}, { headers: { "idempotency-key": idempotencyKey } });
  await operator.createRole({ body: { name: "Just made" } });
  const after = await operator.listRoles({}, { headers: { "idempotency-key": idempotencyKey } });
  expect(after.roles.length).toBe(before.roles.length + 1);
});
