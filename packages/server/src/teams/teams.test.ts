import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { clientWithOrgRole, clientWithTeamRole } from "../../test/restricted-tokens.ts";

let kw: TestService;
let owner: Client;
let stranger: Client;

const READ_TEAM = "team:admin:team:read";
const EVERYTHING = { projectScope: ["*"], teamScope: ["*"] };
const reachingAll = (teamId: string) => ({ teamId, restrictions: { enabled: false } });

beforeAll(async () => {
  kw = await startTestService();
  owner = await newOrgOwner("Globex");
  stranger = await newOrgOwner("Initech");
});
afterAll(() => kw.close());

async function newOrgOwner(name: string): Promise<Client> {
  const { ownerToken } = await kw.operator.createOrg({ body: { name, ownerToken: { name: "first" } } });
  return kw.client(ownerToken?.token ?? "");
}

const newTeam = (name: string) => owner.createTeam({ body: { name } });

async function listedBy(client: Client): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of client.listTeams.rows({ query: { per_page: 1 } })) ids.push(id);
  return ids;
}

describe("a team", () => {
  test("of another organization is not found, whatever is asked of it", async () => {
    const { id: teamId } = await newTeam("Ours");
    const params = { teamId };
    await refuses(owner, "not_found", () => stranger.getTeam({ params }));
    await refuses(owner, "not_found", () => stranger.patchTeam({ params, body: { name: "Theirs" } }));
    await refuses(owner, "not_found", () => stranger.deleteTeam({ params }));
    expect(await listedBy(stranger)).not.toContain(teamId);
  });

  test("is not found by a token of another team", async () => {
    const [mine, other] = [await newTeam("Mine"), await newTeam("Other")];
    const client = await clientWithTeamRole(kw, owner, mine.id, { name: "all", permissions: EVERYTHING });
    await refuses(owner, "not_found", () => client.getTeam({ params: { teamId: other.id } }));
    await refuses(owner, "not_found", () =>
      client.patchTeam({ params: { teamId: other.id }, body: { name: "X" } }),
    );
    expect((await client.getTeam({ params: { teamId: mine.id } })).id).toBe(mine.id);
  });

  test("is made and deleted by nobody inside it", async () => {
    const { id: teamId } = await newTeam("Contained");
    const { token } = await owner.issueToken({ params: { teamId }, body: { name: "boss", roleId: "owner" } });
    const boss = kw.client(token);
    await refuses(owner, "permission_missing", () => boss.createTeam({ body: { name: "Another" } }));
    await refuses(owner, "permission_missing", () => boss.deleteTeam({ params: { teamId } }));
  });

  test("has an id that is unique in its organization, and free in every other", async () => {
    await newTeam("Shared name");
    const { details } = await refuses(owner, "slug_taken", () => newTeam("shared-NAME"));
    expect(Object.keys(details ?? {})).toEqual(["name"]);
    expect((await stranger.createTeam({ body: { name: "Shared name" } })).id).toBe("shared-name");
  });

  test("gets no owner from a caller who has less than an owner has", async () => {
    const maker = await clientWithOrgRole(kw, owner, {
      name: "maker",
      permissions: { orgScope: ["org:team:general:create", "org:team:general:read"], teamScope: [READ_TEAM] },
    });
    const body = { name: "Coup", owner: { email: "me@example.com" } };
    await refuses(owner, "escalation", () => maker.createTeam({ body }));
    expect(await listedBy(maker)).not.toContain("coup");
    expect((await maker.createTeam({ body: { name: "Coup" } })).id).toBe("coup");
  });

  test("starts with the roles owner, admin and default, and with the owner that was invited", async () => {
    const body = {
      name: "Complete",
      email: "Team@Example.com",
      description: "All of it",
      owner: { email: "Bo@x.io" },
    };
    const team = await owner.createTeam({ body });
    expect(team).toMatchObject({
      id: "complete",
      name: "Complete",
      email: "team@example.com",
      description: "All of it",
      tokenPolicy: { allowNoExpiry: true, maxLifetimeSeconds: null },
    });
    const params = { teamId: team.id };
    const { roles } = await owner.listRoles({ params });
    expect(roles.map(({ id }) => id).sort()).toEqual(["admin", "default", "owner"]);
    const { members } = await owner.listMembers({ params });
    expect(members).toMatchObject([{ emails: [{ address: "bo@x.io" }], roles: ["owner"] }]);
  });

  test("keeps its id when it is renamed; absent fields stay and null clears", async () => {
    const { id: teamId } = await owner.createTeam({
      body: { name: "Before", email: "a@x.io", description: "d" },
    });
    const patch = (body: Parameters<Client["patchTeam"]>[0]["body"]) =>
      owner.patchTeam({ params: { teamId }, body });
    expect(await patch({ name: "After" })).toMatchObject({ id: "before", name: "After", email: "a@x.io" });
    const tokenPolicy = { allowNoExpiry: false, maxLifetimeSeconds: 7200 };
    expect(await patch({ email: null, tokenPolicy })).toMatchObject({ description: "d", tokenPolicy });
    const cleared = await patch({ description: null, tokenPolicy: { maxLifetimeSeconds: null } });
    expect(cleared.tokenPolicy).toEqual({ allowNoExpiry: false, maxLifetimeSeconds: null });
    expect(cleared).not.toHaveProperty("email");
    expect(cleared).not.toHaveProperty("description");
  });
});

describe("the list of teams", () => {
  test("shows a team's token its own team", async () => {
    const { id } = await newTeam("Only this");
    const permissions = { teamScope: [READ_TEAM] };
    expect(await listedBy(await clientWithTeamRole(kw, owner, id, { name: "see", permissions }))).toEqual([
      id,
    ]);
  });

  test("shows a role restricted to teams exactly these, page by page without gaps", async () => {
    const names = ["Reach one", "Out of reach", "Reach two", "Also out", "Reach three"];
    for (const name of names) await newTeam(name);
    const client = await clientWithOrgRole(kw, owner, {
      name: "reach",
      permissions: { teamScope: [READ_TEAM] },
      restrictions: { enabled: true, teams: ["reach-one", "reach-two", "reach-three"].map(reachingAll) },
    });
    expect(await listedBy(client)).toEqual(["reach-three", "reach-two", "reach-one"]);
    await refuses(owner, "not_found", () => client.getTeam({ params: { teamId: "also-out" } }));
  });

  test("shows all teams to whoever may read the organization's teams, restricted or not", async () => {
    await newTeam("Everyone");
    const client = await clientWithOrgRole(kw, owner, {
      name: "all teams",
      permissions: { orgScope: ["org:team:general:read"], teamScope: [READ_TEAM] },
      restrictions: { enabled: true, teams: [reachingAll("everyone")] },
    });
    expect(await listedBy(client)).toEqual(await listedBy(owner));
  });
});

describe("deleting a team", () => {
  test("revokes its tokens and says how many", async () => {
    const params = { teamId: (await newTeam("Short lived")).id };
    const clients: Client[] = [];
    for (const roleId of ["owner", "admin"]) {
      clients.push(kw.client((await owner.issueToken({ params, body: { name: roleId, roleId } })).token));
    }
    for (const client of clients) expect((await client.getTeam({ params })).id).toBe("short-lived");
    const deleted = await owner.deleteTeam({ params });
    expect(deleted).toMatchObject({ revokedTokens: 2 });
    for (const client of clients) await expect(client.getMe()).rejects.toMatchObject({ status: 401 });
    await refuses(owner, "not_found", () => owner.getTeam({ params }));
    await refuses(owner, "not_found", () => owner.deleteTeam({ params }));
  });

  test("leaves a role that was restricted to it with nothing, never with everything", async () => {
    await newTeam("Lone team");
    const client = await clientWithOrgRole(kw, owner, {
      name: "lone",
      permissions: { teamScope: [READ_TEAM] },
      restrictions: { enabled: true, teams: [reachingAll("lone-team")] },
    });
    expect(await listedBy(client)).toEqual(["lone-team"]);
    const remove = () => owner.deleteTeam({ params: { teamId: "lone-team" } });
    const { event } = await leavesOneEvent(owner, "team.delete", remove);
    expect(event.after).toMatchObject({ editedRoles: ["lone"] });
    expect(await listedBy(client)).toEqual([]);
    const { restrictions } = await owner.getOrgRole({ params: { roleId: "lone" } });
    expect(restrictions).toEqual({ enabled: true, teams: [] });
  });

  test("leaves nothing to a team that takes its name", async () => {
    const first = await owner.createTeam({ body: { name: "Heir", owner: { email: "old@x.io" } } });
    const params = { teamId: first.id };
    await owner.createProject({ params, body: { name: "Old project" } });
    const { token } = await owner.issueToken({ params, body: { name: "old", roleId: "owner" } });
    await owner.deleteTeam({ params });
    const db = kw.database.kysely;
    const { id: memberId } = await db
      .selectFrom("member")
      .select("id")
      .where("email", "=", "old@x.io")
      .executeTakeFirstOrThrow();
    const holds = await db
      .selectFrom("role_member")
      .select("role_id")
      .where("member_id", "=", memberId)
      .execute();
    expect(holds).toEqual([]);
    expect((await newTeam("Heir")).id).toBe(first.id);
    await expect(kw.client(token).getMe()).rejects.toMatchObject({ status: 401 });
    expect((await owner.listMembers({ params })).members).toEqual([]);
    expect((await owner.listProjects({ params })).projects).toEqual([]);
    const { members } = await owner.listOrgMembers();
    expect(members.find(({ emails }) => emails[0]?.address === "old@x.io")).toMatchObject({ roles: [] });
  });
});

test("every change of a team leaves one event that names it", async () => {
  const create = () => owner.createTeam({ body: { name: "Recorded", owner: { email: "rec@x.io" } } });
  const created = await leavesOneEvent(owner, "team.create", create);
  expect(created.event).toMatchObject({
    teamId: "recorded",
    target: { type: "team", id: "recorded" },
    after: { name: "Recorded", owner: "rec@x.io" },
    revision: created.result.revision,
  });
  const params = { teamId: "recorded" };
  const patch = () => owner.patchTeam({ params, body: { name: "Recorded twice" } });
  const patched = await leavesOneEvent(owner, "team.update", patch);
  expect(patched.event).toMatchObject({ before: { name: "Recorded" }, after: { name: "Recorded twice" } });
  const deleted = await leavesOneEvent(owner, "team.delete", () => owner.deleteTeam({ params }));
  expect(deleted.event).toMatchObject({ after: { revokedTokens: 0 }, revision: deleted.result.revision });
});
