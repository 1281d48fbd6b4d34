import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { clientWithOrgRole, clientWithTeamRole } from "../../test/restricted-tokens.ts";

let kw: TestService;
let owner: Client;
let stranger: Client;

const MANAGE_MEMBERS = { teamScope: ["team:admin:members:read", "team:admin:members:manage"] };
const NOBODY = `mem_${"0".repeat(26)}`;

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

const newTeam = async (name: string) => ({ teamId: (await owner.createTeam({ body: { name } })).id });
const addressOf = (name: string) => `${name}@example.com`;

function invite(params: { teamId: string }, name: string, roles?: string[]) {
  return owner.inviteMember({ params, body: { email: addressOf(name), ...(roles && { roles }) } });
}

/** A token of the member's own, made from a role they hold. */
async function ownToken(params: { teamId: string }, memberId: string, roleId: string): Promise<Client> {
  const body = { name: "own", roleId, owner: "member", memberId, lifetimeSeconds: 3600 } as const;
  return kw.client((await owner.issueToken({ params, body })).token);
}

describe("an invitation to a team", () => {
  test("gives no role that its caller's own authority does not cover, and then leaves nobody behind", async () => {
    const params = await newTeam("Guarded");
    const manager = await clientWithTeamRole(kw, owner, params.teamId, {
      name: "manager",
      permissions: MANAGE_MEMBERS,
    });
    for (const roles of [["owner"], ["manager", "admin"], undefined]) {
      const body = { email: "climber@example.com", ...(roles && { roles }) };
      await refuses(owner, "escalation", () => manager.inviteMember({ body }));
    }
    expect((await owner.listMembers({ params })).members).toEqual([]);
    const emails = (await owner.listOrgMembers()).members.flatMap(({ emails }) => emails);
    expect(emails.map(({ address }) => address)).not.toContain("climber@example.com");

    const body = { email: "peer@example.com", roles: ["manager"] };
    expect((await manager.inviteMember({ body })).roles).toEqual(["manager"]);
  });

  test("to a team of another organization finds no team", async () => {
    const params = await newTeam("Closed");
    await refuses(owner, "not_found", () =>
      stranger.inviteMember({ params, body: { email: "in@example.com" } }),
    );
    await refuses(owner, "not_found", () => stranger.listMembers({ params }));
  });

  test("is refused when the person is in the team already, in whatever case the address is written", async () => {
    const params = await newTeam("Once");
    await invite(params, "twice");
    await refuses(owner, "already_member", () => invite(params, "twice"));
    await refuses(owner, "already_member", () => invite(params, "TWICE", []));
  });

  test("names roles of that team only: others, and the organization's, do not exist there", async () => {
    const params = await newTeam("Own roles");
    const other = await newTeam("Other roles");
    await owner.createRole({ params: other, body: { name: "elsewhere" } });
    await owner.createOrgRole({ body: { name: "org wide" } });
    for (const role of ["elsewhere", "org-wide", "missing"]) {
      const { details } = await refuses(owner, "unknown_reference", () =>
        invite(params, "lost", ["default", role]),
      );
      expect(details).toEqual({ roles: [`There is no role '${role}'.`] });
    }
  });

  test("gives the role default, or exactly the roles it names", async () => {
    const params = await newTeam("Plain");
    const byDefault = await invite(params, "plain");
    expect(byDefault).toMatchObject({
      emails: [{ address: "plain@example.com", verified: false }],
      roles: ["default"],
      finalized: false,
    });
    expect(byDefault).not.toHaveProperty("joinedAt");
    expect((await invite(params, "none", [])).roles).toEqual([]);
    expect((await invite(params, "both", ["owner", "admin", "owner"])).roles).toEqual(["admin", "owner"]);
    const { roles } = await owner.getMember({ params: { ...params, memberId: byDefault.id } });
    expect(roles).toEqual(["default"]);
  });

  test("means the same person in every team of the organization, with the roles of each team apart", async () => {
    const [one, two] = [await newTeam("First home"), await newTeam("Second home")];
    const { id } = await owner.inviteMember({
      params: one,
      body: { email: "dual@example.com", name: "Dual" },
    });
    const again = await owner.inviteMember({
      params: two,
      body: { email: "DUAL@example.com", name: "Another name", roles: ["admin"] },
    });
    expect(again).toMatchObject({ id, name: "Dual", roles: ["admin"] });
    expect((await owner.getMember({ params: { ...one, memberId: id } })).roles).toEqual(["default"]);
    expect((await owner.getOrgMember({ params: { memberId: id } })).roles).toEqual([]);
    const theirs = await stranger.inviteOrgMember({ body: { email: "dual@example.com" } });
    expect(theirs.id).not.toBe(id);
    expect(theirs).not.toHaveProperty("name");
  });

  test("takes a revision and leaves one event with the roles given", async () => {
    const params = await newTeam("Invited");
    const { result, event } = await leavesOneEvent(owner, "member.invite", () =>
      invite(params, "noted", ["admin"]),
    );
    expect(event).toMatchObject({
      teamId: "invited",
      target: { type: "member", id: result.id, name: "noted@example.com" },
      after: { email: "noted@example.com", roles: ["admin"] },
      revision: result.revision,
    });
  });
});

describe("the members of a team", () => {
  test("are found in this team only", async () => {
    const [here, there] = [await newTeam("Here"), await newTeam("There")];
    const { id: memberId } = await invite(here, "present");
    for (const params of [
      { ...there, memberId },
      { ...here, memberId: NOBODY },
      { ...here, memberId: "not-an-id" },
    ]) {
      await refuses(owner, "not_found", () => owner.getMember({ params }));
      await refuses(owner, "not_found", () => owner.removeMember({ params }));
    }
    await refuses(owner, "not_found", () => stranger.getOrgMember({ params: { memberId } }));
    await refuses(owner, "not_found", () => stranger.removeOrgMember({ params: { memberId } }));
  });

  test("are listed newest first, each on one page", async () => {
    const params = await newTeam("Listed");
    const ids: string[] = [];
    for (const name of ["l1", "l2", "l3"]) ids.unshift((await invite(params, name, ["admin", "default"])).id);
    const listed = [];
    for await (const member of owner.listMembers.rows({ params, query: { per_page: 1 } }))
      listed.push(member);
    expect(listed.map(({ id }) => id)).toEqual(ids);
    expect(listed.map(({ roles }) => roles)).toEqual(ids.map(() => ["admin", "default"]));
  });
});

describe("removing a member from a team", () => {
  test("never takes the last owner", async () => {
    const params = await newTeam("Owned");
    const [first, second] = [await invite(params, "o1", ["owner"]), await invite(params, "o2", ["owner"])];
    await owner.removeMember({ params: { ...params, memberId: first.id } });
    const { message } = await refuses(owner, "last_owner", () =>
      owner.removeMember({ params: { ...params, memberId: second.id } }),
    );
    expect(message).toContain("the team owned");
    await invite(params, "o3", ["owner"]);
    expect(await owner.removeMember({ params: { ...params, memberId: second.id } })).toMatchObject({
      revokedTokens: 0,
    });
  });

  test("takes their roles there, revokes their own tokens of these, and touches nothing elsewhere", async () => {
    const [left, kept] = [await newTeam("Left"), await newTeam("Kept")];
    const { id: memberId } = await invite(left, "leaver", ["admin", "default"]);
    await invite(kept, "leaver", ["admin"]);
    const gone = [await ownToken(left, memberId, "admin"), await ownToken(left, memberId, "default")];
    const alive = await ownToken(kept, memberId, "admin");
    const teamOwned = kw.client(
      (await owner.issueToken({ params: left, body: { name: "ci", roleId: "admin" } })).token,
    );

    const removed = await owner.removeMember({ params: { ...left, memberId } });
    expect(removed).toMatchObject({ revokedTokens: 2 });
    for (const client of gone) await expect(client.getMe()).rejects.toMatchObject({ code: "revoked" });
    for (const client of [alive, teamOwned]) expect((await client.getMe()).principal).toBeDefined();
    await refuses(owner, "not_found", () => owner.getMember({ params: { ...left, memberId } }));
    expect((await owner.getMember({ params: { ...kept, memberId } })).roles).toEqual(["admin"]);
    expect((await owner.listRoleMembers({ params: { ...left, roleId: "admin" } })).members).toEqual([]);
  });

  test("is for good: invited again, they have nothing of what they had", async () => {
    const params = await newTeam("Return");
    const { id: memberId } = await invite(params, "returner", ["admin"]);
    const client = await ownToken(params, memberId, "admin");
    await owner.removeMember({ params: { ...params, memberId } });
    expect(await invite(params, "returner")).toMatchObject({ id: memberId, roles: ["default"] });
    await expect(client.getMe()).rejects.toMatchObject({ code: "revoked" });
  });

  test("takes a revision and leaves one event, also when no token fell", async () => {
    const params = await newTeam("Removed");
    const { id: memberId } = await invite(params, "quiet");
    const remove = () => owner.removeMember({ params: { ...params, memberId } });
    const { result, event } = await leavesOneEvent(owner, "member.remove", remove);
    expect(result.revokedTokens).toBe(0);
    expect(event).toMatchObject({
      teamId: "removed",
      target: { id: memberId, name: "quiet@example.com" },
      before: { email: "quiet@example.com", roles: ["default"] },
      after: { revokedTokens: 0 },
      revision: result.revision,
    });
  });
});

describe("the people of an organization", () => {
  test("are given no role of it that the caller does not cover", async () => {
    const orgScope = ["org:admin:members:read", "org:admin:members:manage"];
    const manager = await clientWithOrgRole(kw, owner, { name: "people", permissions: { orgScope } });
    const body = { email: "usurper@example.com", roles: ["owner"] };
    await refuses(owner, "escalation", () => manager.inviteOrgMember({ body }));
    const peer = { email: "colleague@example.com", roles: ["people"] };
    expect((await manager.inviteOrgMember({ body: peer })).roles).toEqual(["people"]);
  });

  test("are invited once, and whoever is in a team is in the organization already", async () => {
    const params = await newTeam("By team");
    await invite(params, "by-team");
    for (const roles of [[], ["owner"]]) {
      const body = { email: "by-team@example.com", roles };
      await refuses(owner, "already_member", () => owner.inviteOrgMember({ body }));
    }
    const body = { email: "once@example.com" };
    expect((await owner.inviteOrgMember({ body })).roles).toEqual([]);
    await refuses(owner, "already_member", () => owner.inviteOrgMember({ body }));
  });

  test("are not given a team's role by the organization's invitation", async () => {
    const body = { email: "confused@example.com", roles: ["default"] };
    const { details } = await refuses(owner, "unknown_reference", () => owner.inviteOrgMember({ body }));
    expect(Object.keys(details ?? {})).toEqual(["roles"]);
  });

  test("never lose the last owner, neither of the organization nor of any team", async () => {
    const admin = await newOrgOwner("Umbrella");
    const ada = await admin.inviteOrgMember({ body: { email: "ada@example.com", roles: ["owner"] } });
    const remove = () => admin.removeOrgMember({ params: { memberId: ada.id } });
    expect((await refuses(admin, "last_owner", remove)).message).toContain("the organization");
    await admin.inviteOrgMember({ body: { email: "bob@example.com", roles: ["owner"] } });

    const params = { teamId: (await admin.createTeam({ body: { name: "Labs" } })).id };
    await admin.inviteMember({ params, body: { email: "ada@example.com", roles: ["owner"] } });
    expect((await refuses(admin, "last_owner", remove)).message).toContain("the team labs");
    await admin.inviteMember({ params, body: { email: "bob@example.com", roles: ["owner"] } });
    await remove();
    expect((await admin.listOrgMembers()).members.map(({ emails }) => emails[0]?.address)).toEqual([
      "bob@example.com",
    ]);
  });

  test("leave every team with the organization, and all their own tokens end", async () => {
    const [one, two] = [await newTeam("Ends one"), await newTeam("Ends two")];
    const { id: memberId } = await invite(one, "ended", ["admin"]);
    await invite(two, "ended");
    await owner.createOrgRole({ body: { name: "org hold" } });
    await owner.addOrgRoleMember({ params: { roleId: "org-hold" }, body: { userId: memberId } });
    const clients = [await ownToken(one, memberId, "admin"), await ownToken(two, memberId, "default")];

    const remove = () => owner.removeOrgMember({ params: { memberId } });
    const { result, event } = await leavesOneEvent(owner, "member.remove", remove);
    expect(result.revokedTokens).toBe(2);
    expect(event.before?.["roles"]).toEqual(["ends-one/admin", "ends-two/default", "org-hold"]);
    expect(event.revision).toBe(result.revision);
    for (const client of clients) await expect(client.getMe()).rejects.toMatchObject({ code: "revoked" });
    await refuses(owner, "not_found", () => owner.getOrgMember({ params: { memberId } }));
    for (const params of [one, two]) expect((await owner.listMembers({ params })).members).toEqual([]);
  });

  test("are listed without those of any other organization", async () => {
    await stranger.inviteOrgMember({ body: { email: "theirs@example.com" } });
    const addresses: string[] = [];
    for await (const { emails } of owner.listOrgMembers.rows({ query: { per_page: 3 } })) {
      addresses.push(emails[0]?.address ?? "");
    }
    expect(addresses).not.toContain("theirs@example.com");
    expect(new Set(addresses).size).toBe(addresses.length);
  });
});
