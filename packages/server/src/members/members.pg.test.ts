import type { Client } from "@keywright/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "../../test/harness.ts";

const ROUNDS = 8;

let kw: TestService;
let owner: Client;

beforeAll(async () => {
  kw = await startTestService();
  const { ownerToken } = await kw.operator.createOrg({
    body: { name: "Races", ownerToken: { name: "first" } },
  });
  owner = kw.client(ownerToken?.token ?? "");
});
afterAll(() => kw.close());

async function newTeam(name: string): Promise<{ teamId: string }> {
  return { teamId: (await owner.createTeam({ body: { name } })).id };
}

const invite = (teamId: string, email: string, roles: string[]) =>
  owner.inviteMember({ params: { teamId }, body: { email, roles } });

/** Starts all at once; answers how each ended. */
async function race(...operations: (() => Promise<unknown>)[]): Promise<string[]> {
  const ends = await Promise.allSettled(operations.map((operation) => operation()));
  return ends
    .map((end) => (end.status === "fulfilled" ? "done" : (end.reason as { code: string }).code))
    .sort();
}

test("owners who are removed at the same moment leave one of them, by whatever way they go", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const params = await newTeam(`Duel ${round}`);
    const ids: string[] = [];
    for (const name of ["a", "b", "c"]) {
      ids.push((await invite(params.teamId, `${name}${round}@example.com`, ["owner"])).id);
    }
    const [a = "", b = "", c = ""] = ids;
    const ends = await race(
      () => owner.removeMember({ params: { ...params, memberId: a } }),
      () => owner.removeRoleMember({ params: { ...params, roleId: "owner", memberId: b } }),
      () => owner.removeOrgMember({ params: { memberId: c } }),
    );
    expect(ends).toEqual(["done", "done", "last_owner"]);
    const { members } = await owner.listRoleMembers({ params: { ...params, roleId: "owner" } });
    expect(members).toHaveLength(1);
  }
});

test("one address invited many times at once is one person, once in the team", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const [one, two] = [await newTeam(`Crowd ${round}`), await newTeam(`Other crowd ${round}`)];
    const again = [one, one, one, two].map(
      ({ teamId }) =>
        () =>
          invite(teamId, `x${round}@example.com`, ["default"]),
    );
    expect(await race(...again)).toEqual(["already_member", "already_member", "done", "done"]);
    const [here] = (await owner.listMembers({ params: one })).members;
    const [there] = (await owner.listMembers({ params: two })).members;
    expect(here?.id).toBe(there?.id);
  }
});

test("a role given while its member leaves is not held afterwards", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const params = await newTeam(`Leaving ${round}`);
    const { id: memberId } = await invite(params.teamId, `leaving${round}@example.com`, []);
    const [first, second] = await race(
      () => owner.addRoleMember({ params: { ...params, roleId: "admin" }, body: { userId: memberId } }),
      () => owner.removeMember({ params: { ...params, memberId } }),
    );
    expect([first, second]).toContain("done");
    expect(["done", "unknown_reference"]).toContain(second);
    const { members } = await owner.listRoleMembers({ params: { ...params, roleId: "admin" } });
    expect(members).toEqual([]);
    expect((await invite(params.teamId, `leaving${round}@example.com`, [])).roles).toEqual([]);
    expect((await owner.getMember({ params: { ...params, memberId } })).roles).toEqual([]);
  }
});

test("a person invited into a team while it is deleted is in it or not found, and nothing breaks", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const params = await newTeam(`Going ${round}`);
    const { id: memberId } = await invite(params.teamId, `going${round}@example.com`, ["owner"]);
    const ends = await race(
      () => owner.deleteTeam({ params }),
      () => invite(params.teamId, `late${round}@example.com`, ["owner", "admin", "default"]),
      () => owner.removeOrgMember({ params: { memberId } }),
    );
    for (const end of ends) expect(["done", "last_owner", "not_found"]).toContain(end);
    await expect(owner.getTeam({ params })).rejects.toMatchObject({ code: "not_found" });
  }
});

test("a token a member gets while they lose its role ends with the hold", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const params = await newTeam(`Slipping ${round}`);
    const { id: memberId } = await invite(params.teamId, `slip${round}@example.com`, ["admin"]);
    const issued: string[] = [];
    const body = { name: "late", roleId: "admin", owner: "member", memberId, lifetimeSeconds: 60 } as const;
    await race(
      async () => void issued.push((await owner.issueToken({ params, body })).token),
      () => owner.removeRoleMember({ params: { ...params, roleId: "admin", memberId } }),
    );
    for (const token of issued)
      await expect(kw.client(token).getMe()).rejects.toMatchObject({ code: "revoked" });
  }
});
