import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { clientWithOrgRole } from "../../test/restricted-tokens.ts";

let kw: TestService;
let operator: Client;

beforeAll(async () => {
  kw = await startTestService();
  operator = kw.operator;
});
afterAll(() => kw.close());

/** A new organization and a client with the token of its first owner. */
async function newOrg(name: string) {
  const org = await operator.createOrg({ body: { name, ownerToken: { name: "first" } } });
  return { org, owner: kw.client(org.ownerToken?.token ?? "") };
}

const homeId = async () => (await operator.getOwnOrg()).id;

describe("what the operator does to organizations", () => {
  test("nobody else can, not even the owner of an organization", async () => {
    const { org, owner } = await newOrg("Not an operator");
    const params = { orgId: org.id };
    for (const operation of [
      () => owner.listOrgs(),
      () => owner.createOrg({ body: { name: "Mine" } }),
      () => owner.getOrg({ params }),
      () => owner.patchOrg({ params, body: { suspended: false } }),
      () => owner.deleteOrg({ params }),
    ]) {
      await refuses(owner, "permission_missing", operation);
    }
  });

  test("a name whose id is taken is refused by field, however it is written", async () => {
    await newOrg("Taken name");
    const { details } = await refuses(operator, "slug_taken", () =>
      operator.createOrg({ body: { name: " Taken   NAME " } }),
    );
    expect(Object.keys(details ?? {})).toEqual(["name"]);
  });

  test("an organization that does not exist is not found", async () => {
    const params = { orgId: "nowhere" };
    await refuses(operator, "not_found", () => operator.getOrg({ params }));
    await refuses(operator, "not_found", () => operator.patchOrg({ params, body: { name: "Nowhere" } }));
    await refuses(operator, "not_found", () => operator.deleteOrg({ params }));
  });

  test("the operator's own organization is never suspended or deleted", async () => {
    const params = { orgId: await homeId() };
    await refuses(operator, "home_organization", () =>
      operator.patchOrg({ params, body: { suspended: true } }),
    );
    await refuses(operator, "home_organization", () => operator.deleteOrg({ params }));
    expect(await operator.getOrg({ params })).toMatchObject({ home: true, suspended: false });
  });

  test("the operator sees nothing inside an organization", async () => {
    const { org, owner } = await newOrg("Private matters");
    await owner.createTeam({ body: { name: "Hidden" } });
    await refuses(operator, "not_found", () => operator.listTeams({}, { org: org.id }));
    await refuses(operator, "not_found", () => operator.getTeam({ params: { teamId: "hidden" } }));
    const { teams } = await operator.listTeams();
    expect(teams.map(({ id }) => id)).not.toContain("hidden");
  });

  test("the first owner's token is an owner of the new organization and of nothing else", async () => {
    const { org, owner } = await newOrg("Fresh start");
    expect(org).toMatchObject({ id: "fresh-start", name: "Fresh start", home: false, suspended: false });
    expect(org.ownerToken).toMatchObject({ name: "first", role: { roleId: "owner", entityType: "org" } });
    expect((await owner.getOwnOrg()).id).toBe("fresh-start");
    const { permissions } = (await owner.getMe()).authority;
    expect(permissions).toContain("org:admin:members:manage");
    expect(permissions.filter((permission) => permission.startsWith("platform:"))).toEqual([]);
  });

  test("the first owner is invited by address and holds the role owner", async () => {
    const body = { name: "By address", owner: { email: "Ada@Example.COM", name: "Ada" } };
    const org = await operator.createOrg({ body: { ...body, ownerToken: { name: "look" } } });
    const { members } = await kw.client(org.ownerToken?.token ?? "").listOrgMembers();
    expect(members).toMatchObject([
      {
        name: "Ada",
        emails: [{ address: "ada@example.com", verified: false }],
        roles: ["owner"],
        finalized: false,
      },
    ]);
  });

  test("an organization made without an owner token answers none", async () => {
    expect(await operator.createOrg({ body: { name: "Silent" } })).not.toHaveProperty("ownerToken");
  });

  test("while suspended its tokens are refused, and after that they pass again", async () => {
    const { org, owner } = await newOrg("On hold");
    const params = { orgId: org.id };
    expect(await operator.patchOrg({ params, body: { suspended: true } })).toMatchObject({ suspended: true });
    await expect(owner.getOwnOrg()).rejects.toMatchObject({ code: "suspended", status: 401 });
    const { revision } = await operator.patchOrg({ params, body: { suspended: false } });
    expect(revision).toBeGreaterThan(0);
    expect((await owner.getOwnOrg()).suspended).toBe(false);
  });

  test("a renamed organization keeps its id", async () => {
    const { org, owner } = await newOrg("Old words");
    const renamed = await operator.patchOrg({ params: { orgId: org.id }, body: { name: "New words" } });
    expect(renamed).toMatchObject({ id: "old-words", name: "New words" });
    expect((await owner.getOwnOrg()).name).toBe("New words");
  });

  test("a deleted organization's tokens are refused for good, also when another takes its name", async () => {
    const { org, owner } = await newOrg("Phoenix");
    await owner.createTeam({ body: { name: "Ashes", owner: { email: "ash@example.com" } } });
    const params = { orgId: org.id };
    await operator.deleteOrg({ params });
    await expect(owner.getOwnOrg()).rejects.toMatchObject({ status: 401 });
    await refuses(operator, "not_found", () => operator.getOrg({ params }));

    const again = await newOrg("Phoenix");
    expect(again.org.id).toBe("phoenix");
    await expect(owner.getOwnOrg()).rejects.toMatchObject({ status: 401 });
    expect((await again.owner.listTeams()).teams).toEqual([]);
    expect((await again.owner.listOrgMembers()).members).toEqual([]);
  });

  test("nothing of a deleted organization stays in the database but its history", async () => {
    const { org, owner } = await newOrg("Erased");
    const { id: teamId } = await owner.createTeam({
      body: { name: "Crew", owner: { email: "crew@example.com" } },
    });
    await owner.createProject({ params: { teamId }, body: { name: "Site" } }, { idempotencyKey: "site" });
    const secrets = { variables: { PASSWORD: "x" } };
    const secret = { name: "keys", secretType: "environment", priority: 10, secrets } as const;
    await owner.createSecretGroup({ params: { teamId, projectId: "site" }, body: secret });
    const db = kw.database.kysely;
    const { id } = await db
      .selectFrom("org")
      .select("id")
      .where("slug", "=", org.id)
      .executeTakeFirstOrThrow();
    const countOfKeys = async () =>
      (await db.selectFrom("data_key").select("id").where("scope", "=", id).execute()).length;
    expect(await countOfKeys()).toBe(1);

    await operator.deleteOrg({ params: { orgId: org.id } });
    expect(await countOfKeys()).toBe(0);
    const tables = [
      "team",
      "project",
      "member",
      "team_member",
      "role",
      "role_member",
      "token",
      "token_key",
    ] as const;
    for (const table of [...tables, "secret_group" as const, "idempotency_key" as const]) {
      expect(await db.selectFrom(table).select("org_id").where("org_id", "=", id).execute()).toEqual([]);
    }
    expect(
      await db.selectFrom("audit_event").select("action").where("org_id", "=", id).execute(),
    ).not.toEqual([]);
  });

  test("the list is newest first and complete over its pages", async () => {
    await newOrg("Page one");
    await newOrg("Page two");
    const ids: string[] = [];
    for await (const { id } of operator.listOrgs.rows({ query: { per_page: 1 } })) ids.push(id);
    expect(ids.slice(0, 2)).toEqual(["page-two", "page-one"]);
    expect(ids.at(-1)).toBe(await homeId());
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("each leaves one event in the operator's own organization, and none in the other", async () => {
    const create = () => newOrg("Well recorded");
    const { result, event } = await leavesOneEvent(operator, "org.create", create);
    expect(event).toMatchObject({ target: { type: "org", id: "well-recorded", name: "Well recorded" } });
    expect(JSON.stringify(event)).not.toContain(result.org.ownerToken?.token);
    const params = { orgId: result.org.id };
    const patch = (body: { name?: string; suspended?: boolean }) => () => operator.patchOrg({ params, body });
    await leavesOneEvent(operator, "org.update", patch({ name: "Well recorded, renamed" }));
    await leavesOneEvent(operator, "org.suspend", patch({ suspended: true }));
    const resumed = await leavesOneEvent(operator, "org.resume", patch({ suspended: false }));
    expect(resumed.event).toMatchObject({ before: { suspended: true }, after: { suspended: false } });
    expect(resumed.event.revision).toBe(resumed.result.revision);
    expect((await result.owner.listOrgAuditEvents()).auditEvents).toEqual([]);
    await leavesOneEvent(operator, "org.delete", () => operator.deleteOrg({ params }));
  });
});

describe("an organization's own settings", () => {
  test("are read and changed only with the permission for each", async () => {
    const { owner } = await newOrg("Settings");
    const orgScope = ["org:admin:organization:read"];
    const reader = await clientWithOrgRole(kw, owner, { name: "reader", permissions: { orgScope } });
    const stranger = await clientWithOrgRole(kw, owner, { name: "stranger" });
    await refuses(owner, "permission_missing", () => stranger.getOwnOrg());
    await refuses(owner, "permission_missing", () => reader.patchOwnOrg({ body: { name: "Mine now" } }));
    expect((await reader.getOwnOrg()).name).toBe("Settings");
  });

  test("an owner cannot lift a suspension or turn the organization into the operator's", async () => {
    const { owner } = await newOrg("Ambitious");
    for (const field of ["suspended", "home"]) {
      const { details } = await refuses(owner, "validation_failed", () =>
        owner.patchOwnOrg({ body: { [field]: true } }),
      );
      expect(details).toHaveProperty(field);
    }
  });

  test("a token policy changes field by field, and null lifts the maximum", async () => {
    const { owner } = await newOrg("Policies");
    expect((await owner.getOwnOrg()).tokenPolicy).toEqual({ allowNoExpiry: true, maxLifetimeSeconds: null });
    const patch = async (tokenPolicy: { allowNoExpiry?: boolean; maxLifetimeSeconds?: number | null }) =>
      (await owner.patchOwnOrg({ body: { tokenPolicy } })).tokenPolicy;
    expect(await patch({ maxLifetimeSeconds: 3600 })).toEqual({
      allowNoExpiry: true,
      maxLifetimeSeconds: 3600,
    });
    expect(await patch({ allowNoExpiry: false })).toEqual({ allowNoExpiry: false, maxLifetimeSeconds: 3600 });
    expect(await patch({ maxLifetimeSeconds: null })).toEqual({
      allowNoExpiry: false,
      maxLifetimeSeconds: null,
    });
    expect((await owner.getOwnOrg()).tokenPolicy).toEqual({ allowNoExpiry: false, maxLifetimeSeconds: null });
  });

  test("a change leaves one event, in the organization itself, with before and after", async () => {
    const { owner } = await newOrg("Own records");
    const change = () =>
      owner.patchOwnOrg({ body: { name: "Our records", tokenPolicy: { allowNoExpiry: false } } });
    const { result, event } = await leavesOneEvent(owner, "org.update", change);
    expect(result).toMatchObject({ id: "own-records", name: "Our records" });
    expect(event).toMatchObject({
      before: { name: "Own records", tokenPolicy: { allowNoExpiry: true } },
      after: { name: "Our records", tokenPolicy: { allowNoExpiry: false } },
    });
  });
});
