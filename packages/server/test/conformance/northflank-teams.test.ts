import type { ApiClient } from "@northflank/js-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../harness.ts";
import { northflankClient, northflankTeamAdmin, TEAM } from "./northflank-client.ts";

let kw: TestService;
/** With a token of the organization: only such a one makes teams. */
let nf: ApiClient;
beforeAll(async () => {
  kw = await startTestService();
  const { token } = await kw.operator.issueOrgToken({ body: { name: "nf", roleId: "owner" } });
  nf = northflankClient(kw.url, token);
});
afterAll(() => kw.close());

describe("teams", () => {
  test("are created, read, edited and listed over pages", async () => {
    const created = await nf.create.team({
      data: { name: "Payments", email: "payments@example.com", description: "Takes money" },
    });
    expect(created.data).toMatchObject({ id: "payments", name: "Payments", description: "Takes money" });
    const parameters = { teamId: "payments" };
    const read = (await nf.get.team({ parameters })).data;
    expect(read).toEqual(expect.objectContaining({ id: "payments", name: "Payments" }));
    expect(new Date(read.createdAt).toISOString()).toBe(read.createdAt);
    const patched = await nf.patch.team({ parameters, data: { description: "Gives it back" } });
    expect(patched.data).toMatchObject({ id: "payments", description: "Gives it back" });

    const { teams } = (await nf.list.teams.all({ options: { per_page: 1 } })).data;
    expect(teams.map(({ id, name, description }) => ({ id, name, description }))).toEqual([
      { id: "payments", name: "Payments", description: "Gives it back" },
      { id: "acme", name: "acme", description: undefined },
    ]);
  });

  test("a token of one team lists and reads that team alone, and makes no other", async () => {
    await nf.create.team({ data: { name: "Not for acme", email: "other@example.com" } });
    const admin = await northflankTeamAdmin(kw);
    expect((await admin.list.teams.all({})).data.teams.map(({ id }) => id)).toEqual(["acme"]);
    expect((await admin.get.team({ parameters: TEAM })).data.id).toBe("acme");
    await expect(admin.get.team({ parameters: { teamId: "not-for-acme" } })).rejects.toMatchObject({
      status: 404,
    });
    await expect(
      admin.create.team({ data: { name: "Mine", email: "me@example.com" } }),
    ).rejects.toMatchObject({ status: 403 });
  });

  test("with more than one team in reach, the path must say which", async () => {
    await nf.create.team({ data: { name: "One more", email: "more@example.com" } });
    await expect(nf.list.projects({})).rejects.toMatchObject({ status: 400, id: "team_required" });
    expect((await nf.list.projects({ parameters: TEAM })).data).toEqual({ projects: [] });
  });
});

describe("team members", () => {
  test("are invited with roles or without, listed over pages, and removed", async () => {
    const invite = (email: string, roles?: string[]) =>
      nf.create.teamMemberInvite({ parameters: TEAM, data: { email, ...(roles && { roles }) } });
    await invite("ada@example.com");
    await invite("grace@example.com", ["admin", "default"]);
    await invite("joan@example.com", []);

    const list = async () =>
      (await nf.list.teamMembers.all({ parameters: TEAM, options: { per_page: 2 } })).data.members;
    const members = await list();
    expect(members.map(({ emails }) => emails)).toEqual(
      ["joan", "grace", "ada"].map((name) => [{ address: `${name}@example.com`, verified: false }]),
    );
    expect(members.map(({ finalized }) => finalized)).toEqual([false, false, false]);
    await expect(invite("ada@example.com")).rejects.toMatchObject({ status: 409, id: "already_member" });

    const memberId = members[0]?.id ?? "";
    await nf.delete.teamMember({ parameters: { ...TEAM, memberId } });
    expect((await list()).map(({ id }) => id)).toEqual(members.slice(1).map(({ id }) => id));
    await expect(nf.delete.teamMember({ parameters: { ...TEAM, memberId } })).rejects.toMatchObject({
      status: 404,
    });
  });
});

describe("organization members", () => {
  test("are everyone who was invited to a team or to the organization, over pages", async () => {
    await kw.operator.inviteOrgMember({ body: { email: "edith@example.com", name: "Edith" } });
    await nf.create.teamMemberInvite({ parameters: TEAM, data: { email: "hedy@example.com" } });
    const { members } = (await nf.list.orgMembers.all({ options: { per_page: 1 } })).data;
    expect(members.map(({ emails }) => emails?.[0]?.address)).toEqual(
      expect.arrayContaining(["edith@example.com", "hedy@example.com"]),
    );
    expect(new Set(members.map(({ id }) => id)).size).toBe(members.length);
    const edith = members.find(({ name }) => name === "Edith");
    expect(edith).toMatchObject({
      emails: [{ address: "edith@example.com", verified: false }],
      finalized: false,
    });
  });
});
