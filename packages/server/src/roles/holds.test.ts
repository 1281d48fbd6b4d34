import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leavesOneEvent, refuses } from "../../test/audit-trail.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { clientWithOrgRole, clientWithTeamRole } from "../../test/restricted-tokens.ts";

let kw: TestService;
let owner: Client;
let stranger: Client;

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

/** A team with one member, who holds none of its roles. */
async function newTeamWithMember(name: string) {
  const { id: teamId } = await owner.createTeam({ body: { name } });
  const { id: userId } = await invite(teamId, teamId);
  return { teamId, userId };
}

function invite(teamId: string, name: string, roles: string[] = []) {
  return owner.inviteMember({ params: { teamId }, body: { email: `${name}@example.com`, roles } });
}

describe("giving a role of a team", () => {
  test("is refused to whoever does not have all that the role gives", async () => {
    const { teamId, userId } = await newTeamWithMember("Steep");
    const teamScope = ["team:admin:roles:read", "team:admin:roles:manage"];
    const giver = await clientWithTeamRole(kw, owner, teamId, { name: "giver", permissions: { teamScope } });
    for (const roleId of ["owner", "admin", "default"]) {
      await refuses(owner, "escalation", () => giver.addRoleMember({ params: { roleId }, body: { userId } }));
    }
    expect((await giver.addRoleMember({ params: { roleId: "giver" }, body: { userId } })).id).toBe(userId);
  });

  test("is refused by a role that is restricted to projects, for one that is not", async () => {
    const { teamId, userId } = await newTeamWithMember("Narrow");
    const params = { teamId };
    await owner.createProject({ params, body: { name: "Shop" } });
    const permissions = {
      teamScope: ["team:admin:roles:manage"],
      projectScope: ["project:projects:manage:read"],
    };
    await owner.createRole({ params, body: { name: "wide", permissions } });
    const restrictions = { enabled: true, projects: ["shop"] };
    const giver = await clientWithTeamRole(kw, owner, teamId, {
      name: "shop only",
      permissions,
      restrictions,
    });
    const give = (roleId: string) => () => giver.addRoleMember({ params: { roleId }, body: { userId } });
    await refuses(owner, "escalation", give("wide"));
    expect((await give("shop-only")()).id).toBe(userId);
  });

  test("finds neither the role nor the team of another organization", async () => {
    const { teamId, userId } = await newTeamWithMember("Foreign");
    const { id: theirTeam } = await stranger.createTeam({ body: { name: "Foreign twin" } });
    const body = { userId };
    await refuses(owner, "not_found", () =>
      stranger.addRoleMember({ params: { teamId, roleId: "owner" }, body }),
    );
    await refuses(owner, "not_found", () =>
      stranger.listRoleMembers({ params: { teamId, roleId: "owner" } }),
    );
    const params = { teamId: theirTeam, roleId: "owner" };
    const { details } = await refuses(stranger, "unknown_reference", () =>
      stranger.addRoleMember({ params, body }),
    );
    expect(Object.keys(details ?? {})).toEqual(["userId"]);
  });

  test("is only for members of that team", async () => {
    const [here, there] = [await newTeamWithMember("Inside"), await newTeamWithMember("Outside")];
    const params = { teamId: here.teamId, roleId: "default" };
    for (const userId of [there.userId, NOBODY]) {
      await refuses(owner, "unknown_reference", () => owner.addRoleMember({ params, body: { userId } }));
    }
    const missing = { ...params, roleId: "missing" };
    await refuses(owner, "not_found", () =>
      owner.addRoleMember({ params: missing, body: { userId: here.userId } }),
    );
  });

  test("is refused to whoever holds it already", async () => {
    const { teamId, userId } = await newTeamWithMember("Repeated");
    const give = () => owner.addRoleMember({ params: { teamId, roleId: "admin" }, body: { userId } });
    await give();
    await refuses(owner, "already_member", give);
  });

  test("shows at once, takes a revision and leaves one event", async () => {
    const { teamId, userId } = await newTeamWithMember("Given");
    const params = { teamId, roleId: "admin" };
    const give = () => owner.addRoleMember({ params, body: { userId } });
    const { result, event } = await leavesOneEvent(owner, "role.grant", give);
    expect(event).toMatchObject({
      teamId,
      target: { type: "role", id: "admin" },
      after: { memberId: userId, email: "given@example.com" },
      revision: result.revision,
    });
    expect((await owner.getMember({ params: { teamId, memberId: userId } })).roles).toEqual(["admin"]);
  });
});

describe("who holds a role", () => {
  test("is listed newest first, whole or only those asked for", async () => {
    const { teamId } = await newTeamWithMember("Holders");
    const ids: string[] = [];
    for (const name of ["h1", "h2", "h3"]) ids.unshift((await invite(teamId, name, ["admin"])).id);
    await invite(teamId, "bystander", ["default"]);
    const params = { teamId, roleId: "admin" };
    const listed = async (query: { userIds?: string }) => {
      const found: string[] = [];
      for await (const { id } of owner.listRoleMembers.rows({ params, query: { per_page: 1, ...query } }))
        found.push(id);
      return found;
    };
    expect(await listed({})).toEqual(ids);
    expect(await listed({ userIds: `${ids[2]}, ${ids[0]},${NOBODY}` })).toEqual([ids[0], ids[2]]);
    expect(await listed({ userIds: "" })).toEqual([]);
    const missing = { teamId, roleId: "missing" };
    await refuses(owner, "not_found", () => owner.listRoleMembers({ params: missing }));
  });
});

describe("taking a role of a team", () => {
  test("never takes it from the last owner", async () => {
    const { teamId, userId } = await newTeamWithMember("Last");
    const params = { teamId, roleId: "owner" };
    await owner.addRoleMember({ params, body: { userId } });
    const take = () => owner.removeRoleMember({ params: { ...params, memberId: userId } });
    expect((await refuses(owner, "last_owner", take)).message).toContain("the team last");
    await invite(teamId, "successor", ["owner"]);
    expect(await take()).toMatchObject({ revokedTokens: 0 });
  });

  test("is refused where there is nothing to take", async () => {
    const { teamId, userId: memberId } = await newTeamWithMember("Nothing");
    for (const params of [
      { teamId, roleId: "admin", memberId },
      { teamId, roleId: "missing", memberId },
      { teamId, roleId: "admin", memberId: NOBODY },
    ]) {
      await refuses(owner, "not_found", () => owner.removeRoleMember({ params }));
    }
  });

  test("revokes the member's own tokens of this role and no others", async () => {
    const { teamId, userId: memberId } = await newTeamWithMember("Ended");
    const issue = async (roleId: string, own: boolean) => {
      const theirs = { owner: "member", memberId, lifetimeSeconds: 3600 } as const;
      const body = { name: roleId, roleId, ...(own && theirs) };
      return kw.client((await owner.issueToken({ params: { teamId }, body })).token);
    };
    for (const roleId of ["admin", "default"]) {
      await owner.addRoleMember({ params: { teamId, roleId }, body: { userId: memberId } });
    }
    const taken = await issue("admin", true);
    const others = [await issue("default", true), await issue("admin", false)];
    const params = { teamId, roleId: "admin", memberId };
    const { result, event } = await leavesOneEvent(owner, "role.ungrant", () =>
      owner.removeRoleMember({ params }),
    );
    expect(result.revokedTokens).toBe(1);
    expect(event).toMatchObject({
      target: { type: "role", id: "admin" },
      before: { memberId, email: "ended@example.com" },
      after: { revokedTokens: 1 },
      revision: result.revision,
    });
    await expect(taken.getMe()).rejects.toMatchObject({ code: "revoked" });
    for (const client of others) expect((await client.getMe()).principal).toBeDefined();
  });
});

describe("a role of the organization", () => {
  test("is given only by those who cover it, and only to people of the organization", async () => {
    const { id: userId } = await owner.inviteOrgMember({ body: { email: "org-person@example.com" } });
    const theirs = await stranger.inviteOrgMember({ body: { email: "not-ours@example.com" } });
    const orgScope = ["org:admin:roles:manage"];
    const giver = await clientWithOrgRole(kw, owner, { name: "org giver", permissions: { orgScope } });
    const params = { roleId: "owner" };
    await refuses(owner, "escalation", () => giver.addOrgRoleMember({ params, body: { userId } }));
    await refuses(owner, "unknown_reference", () =>
      owner.addOrgRoleMember({ params, body: { userId: theirs.id } }),
    );
    const own = { roleId: "org-giver" };
    expect((await giver.addOrgRoleMember({ params: own, body: { userId } })).id).toBe(userId);
    await refuses(owner, "already_member", () => owner.addOrgRoleMember({ params: own, body: { userId } }));
  });

  test("is never taken from the organization's last owner", async () => {
    const admin = await newOrgOwner("Hooli");
    const { id: memberId } = await admin.inviteOrgMember({
      body: { email: "gavin@example.com", roles: ["owner"] },
    });
    const params = { roleId: "owner", memberId };
    await refuses(admin, "last_owner", () => admin.removeOrgRoleMember({ params }));
    await admin.inviteOrgMember({ body: { email: "second@example.com", roles: ["owner"] } });
    const take = () => admin.removeOrgRoleMember({ params });
    const { result, event } = await leavesOneEvent(admin, "role.ungrant", take);
    expect(event.revision).toBe(result.revision);
    expect((await admin.getOrgMember({ params: { memberId } })).roles).toEqual([]);
    const { members } = await admin.listOrgRoleMembers({ params: { roleId: "owner" } });
    expect(members.map(({ emails }) => emails[0]?.address)).toEqual(["second@example.com"]);
  });

  test("and the team's role of the same name are two", async () => {
    const { teamId, userId } = await newTeamWithMember("Same name");
    await owner.addRoleMember({ params: { teamId, roleId: "owner" }, body: { userId } });
    const { members } = await owner.listOrgRoleMembers({ params: { roleId: "owner" } });
    expect(members.map(({ id }) => id)).not.toContain(userId);
    await refuses(owner, "not_found", () =>
      owner.removeOrgRoleMember({ params: { roleId: "owner", memberId: userId } }),
    );
  });
});
