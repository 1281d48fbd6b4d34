import { KEYS_PER_TOKEN_MAX } from "@keywright/contract";
import type { Client } from "@keywright/sdk";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { expectConsistent } from "./consistency.ts";
import { startTestService, type TestService } from "./harness.ts";
import { race, times } from "./race.ts";

const ROUNDS = 8;
const READ = { projectScope: ["project:projects:manage:read"] };

let kw: TestService;
let operator: Client;
beforeAll(async () => {
  kw = await startTestService();
  ({ operator } = kw);
});
afterEach(() => expectConsistent(kw));
afterAll(() => kw.close());

async function newTeam(name: string): Promise<{ teamId: string }> {
  return { teamId: (await operator.createTeam({ body: { name } })).id };
}

/** Whether a token is accepted now; if not, why. */
async function standing(token: string): Promise<string> {
  const [end = ""] = await race(() => kw.client(token).login());
  return end;
}

test("a token issued while its role is deleted is accepted by nobody, and listed as ended", async () => {
  const params = await newTeam("Roles");
  for (let round = 0; round < ROUNDS; round++) {
    const roleId = `going-${round}`;
    await operator.createRole({ params, body: { name: roleId, permissions: READ } });
    const issued: string[] = [];
    const issue = async () => {
      issued.push((await operator.issueToken({ params, body: { name: "late", roleId } })).token);
    };
    const [deletion, ...issues] = await race(
      () => operator.deleteRole({ params: { ...params, roleId } }),
      ...times(4, () => issue),
    );
    expect(deletion).toBe("done");
    for (const end of issues) expect(["done", "unknown_reference"]).toContain(end);
    for (const token of issued) expect(["role_deleted", "revoked"]).toContain(await standing(token));
  }
  expect((await operator.listTokens({ params })).tokens).toEqual([]);
  const { tokens } = await operator.listTokens({ params, query: { all: true } });
  for (const token of tokens) expect(token).toMatchObject({ active: false, revoked: true });
});

test("of many who take the same name at once, one gets it, and one event says so", async () => {
  const params = await newTeam("Names");
  const ends = await race(
    ...times(6, () => () => operator.createProject({ params, body: { name: "Web shop" } })),
  );
  expect(ends.toSorted()).toEqual(["done", ...times(5, () => "slug_taken")]);
  const roles = await race(
    ...times(6, () => () => operator.createRole({ params, body: { name: "Deploy" } })),
  );
  expect(roles.toSorted()).toEqual(["done", ...times(5, () => "slug_taken")]);
  const teams = await race(...times(6, () => () => operator.createTeam({ body: { name: "Twin" } })));
  expect(teams.toSorted()).toEqual(["done", ...times(5, () => "slug_taken")]);
  const orgs = await race(...times(6, () => () => operator.createOrg({ body: { name: "Twin" } })));
  expect(orgs.toSorted()).toEqual(["done", ...times(5, () => "slug_taken")]);

  for (const action of ["project.create", "role.create"]) {
    expect((await operator.listAuditEvents({ params, query: { action } })).auditEvents).toHaveLength(1);
  }
  expect((await operator.listProjects({ params })).projects.map(({ id }) => id)).toEqual(["web-shop"]);
});

test("a project put many times at once is there once", async () => {
  const params = await newTeam("Puts");
  for (let round = 0; round < ROUNDS; round++) {
    const body = { name: `Web shop ${round}` };
    const ends = await race(...times(4, () => () => operator.putProject({ params, body })));
    for (const end of ends) expect(["done", "slug_taken"]).toContain(end);
    expect(ends).toContain("done");
  }
  expect((await operator.listProjects({ params })).projects).toHaveLength(ROUNDS);
});

test("owners who are removed all at once leave one, in the team and in the organization", async () => {
  const { ownerToken } = await operator.createOrg({
    body: { name: "Owners", ownerToken: { name: "first", lifetimeSeconds: 3600 } },
  });
  const owner = kw.client(ownerToken?.token ?? "");
  const { id: teamId } = await owner.createTeam({ body: { name: "Owners" } });
  const params = { teamId, roleId: "owner" };
  for (let round = 0; round < ROUNDS; round++) {
    const ids: string[] = [];
    for (const index of [0, 1, 2, 3]) {
      const email = `o${round}-${index}@example.com`;
      const { id } = await owner.inviteOrgMember({ body: { email, roles: ["owner"] } });
      await owner.inviteMember({ params: { teamId }, body: { email, roles: ["owner"] } });
      ids.push(id);
    }
    await race(
      ...ids.map((memberId) => () => owner.removeRoleMember({ params: { ...params, memberId } })),
      ...ids.map((memberId) => () => owner.removeOrgRoleMember({ params: { roleId: "owner", memberId } })),
    );
    const inTeam = (await owner.listRoleMembers({ params })).members.filter(({ id }) => ids.includes(id));
    const inOrg = (await owner.listOrgRoleMembers({ params: { roleId: "owner" } })).members;
    expect(inTeam.length).toBeLessThanOrEqual(1);
    expect((await owner.listRoleMembers({ params })).members).toHaveLength(1);
    expect(inOrg).toHaveLength(1);
    await race(...ids.map((memberId) => () => owner.removeOrgMember({ params: { memberId } })));
    expect((await owner.listRoleMembers({ params })).members).toHaveLength(1);
    expect((await owner.listOrgRoleMembers({ params: { roleId: "owner" } })).members).toHaveLength(1);
  }
});

/** A token of its own team, and what its keys are accepted as. */
async function rotatingToken(name: string) {
  const params = await newTeam(name);
  await operator.createRole({ params, body: { name: "reader", permissions: READ } });
  const { id: tokenId, token } = await operator.issueToken({ params, body: { name, roleId: "reader" } });
  const values = [token];
  const rotate = (body: { otherKeysExpiresAt?: null }) => async () => {
    values.push((await operator.rotateToken({ params: { ...params, tokenId }, body })).token);
  };
  const activeKeys = async () => {
    const { keys } = await operator.listKeys({ params: { ...params, tokenId }, query: { per_page: 100 } });
    return keys.filter(({ active }) => active).length;
  };
  return { values, rotate, activeKeys };
}

test("rotations that keep the other keys never make more keys than a token may have", async () => {
  const { values, rotate, activeKeys } = await rotatingToken("Overlap");
  const ends = await race(...times(KEYS_PER_TOKEN_MAX + 4, () => rotate({ otherKeysExpiresAt: null })));
  expect(ends.filter((end) => end === "done")).toHaveLength(KEYS_PER_TOKEN_MAX - 1);
  expect(ends.filter((end) => end === "too_many_keys")).toHaveLength(5);
  expect(await activeKeys()).toBe(KEYS_PER_TOKEN_MAX);
  expect(await Promise.all(values.map(standing))).toEqual(times(KEYS_PER_TOKEN_MAX, () => "done"));
});

test("rotations that end the other keys leave one that works, and there is one at every moment", async () => {
  const { values, rotate, activeKeys } = await rotatingToken("Rolling");
  for (let round = 0; round < ROUNDS; round++) {
    let racing = true;
    const seen: number[] = [];
    const watch = async () => {
      while (racing) seen.push(await activeKeys());
    };
    const watching = watch();
    const ends = await race(...times(5, (index) => rotate(index % 2 ? { otherKeysExpiresAt: null } : {})));
    racing = false;
    await watching;
    expect(ends).toEqual(times(5, () => "done"));
    for (const count of seen) {
      expect(count).toBeGreaterThanOrEqual(1);
      expect(count).toBeLessThanOrEqual(KEYS_PER_TOKEN_MAX);
    }
    const standings = await Promise.all(values.map(standing));
    const working = standings.filter((end) => end === "done");
    expect(working).toHaveLength(await activeKeys());
    expect(working.length).toBeGreaterThanOrEqual(1);
  }
});

test("when all that a token issued is revoked with it, nothing it was just issuing is left, nor what that issued", async () => {
  const params = await newTeam("Leaked");
  for (let round = 0; round < ROUNDS; round++) {
    const issued: string[] = [];
    const issueWith = (token: string, name: string) => async () => {
      const answer = await kw.client(token).issueToken({ params, body: { name, roleId: "admin" } });
      issued.push(answer.token);
      return answer.token;
    };
    const leaked = await operator.issueToken({ params, body: { name: "leaked", roleId: "admin" } });
    const child = await issueWith(leaked.token, "child")();
    const grandchild = await issueWith(child, "grandchild")();
    const [revocation, ...issues] = await race(
      () =>
        operator.revokeToken({ params: { ...params, tokenId: leaked.id }, query: { includeIssued: true } }),
      ...[leaked.token, child, grandchild].flatMap((token) => times(3, () => issueWith(token, "late"))),
      async () => issueWith(await issueWith(child, "late parent")(), "late child")(),
    );
    expect(revocation).toBe("done");
    for (const end of issues) expect(["done", "revoked"]).toContain(end);
    expect(await Promise.all(issued.map(standing))).toEqual(issued.map(() => "revoked"));
  }
  expect((await operator.listTokens({ params })).tokens).toEqual([]);
});

test("a token that issues without a pause cannot put off its own revocation, and nothing of it is left", async () => {
  const params = await newTeam("Flood");
  const leaked = await operator.issueToken({ params, body: { name: "leaked", roleId: "admin" } });
  const client = kw.client(leaked.token);
  const issued: string[] = [];
  const flooded = Promise.withResolvers<void>();
  // Ends only by being refused.
  const flood = async () => {
    for (;;) {
      const { token } = await client.issueToken({ params, body: { name: "more", roleId: "admin" } });
      if (issued.push(token) === 50) flooded.resolve();
    }
  };
  const revoke = async () => {
    await flooded.promise;
    await operator.revokeToken({
      params: { ...params, tokenId: leaked.id },
      query: { includeIssued: true },
    });
  };
  const [revocation, ...floods] = await race(revoke, ...times(24, () => flood));
  expect(revocation).toBe("done");
  expect(new Set(floods)).toEqual(new Set(["revoked"]));
  expect(new Set(await Promise.all(issued.map(standing)))).toEqual(new Set(["revoked"]));
});
