import type { Client } from "@keywright/sdk";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { expectConsistent } from "./consistency.ts";
import { startTestService, type TestService } from "./harness.ts";
import { holdRevisions, untilWaiting } from "./locks.ts";
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

const toProject = (projectId: string) => ({ enabled: true, projects: [projectId] });

/** Every live role's restriction, as it is stored. */
async function storedRestrictions(): Promise<string> {
  const rows = await kw.database.kysely
    .selectFrom("role")
    .select("restrictions")
    .where("deleted_at", "is", null)
    .execute();
  return JSON.stringify(rows);
}

async function internalIds(table: "project" | "team", slug: string): Promise<string[]> {
  const rows = await kw.database.kysely.selectFrom(table).select("id").where("slug", "=", slug).execute();
  return rows.map(({ id }) => id);
}

test("a role restricted to a project while it is deleted keeps no trace of it, and is not widened", async () => {
  const params = await newTeam("Restricted");
  await operator.createProject({ params, body: { name: "stays" } });
  for (let round = 0; round < ROUNDS; round++) {
    const project = `going-${round}`;
    await operator.createProject({ params, body: { name: project } });
    const [id = ""] = await internalIds("project", project);
    const names = [`edited-${round}`, `created-${round}`, `wide-${round}`];
    const restrictions = toProject(project);
    await operator.createRole({
      params,
      body: { name: names[0] as string, permissions: READ, restrictions: toProject("stays") },
    });
    const teams = [{ teamId: params.teamId, restrictions }];
    const [deletion, ...others] = await race(
      () => operator.deleteProject({ params: { ...params, projectId: project } }),
      () => operator.patchRole({ params: { ...params, roleId: names[0] as string }, body: { restrictions } }),
      () =>
        operator.createRole({ params, body: { name: names[1] as string, permissions: READ, restrictions } }),
      () =>
        operator.createOrgRole({
          body: { name: names[2] as string, permissions: READ, restrictions: { enabled: true, teams } },
        }),
    );
    expect(deletion).toBe("done");
    for (const end of others) expect(["done", "unknown_reference"]).toContain(end);
    expect(await storedRestrictions()).not.toContain(id);
    for (const roleId of names.slice(0, 2)) {
      const [end] = await race(() => operator.issueToken({ params, body: { name: "after", roleId } }));
      if (end === "unknown_reference") continue;
      const { token } = await operator.issueToken({ params, body: { name: "after", roleId } });
      const { projects } = await kw.client(token).listProjects();
      for (const { id: slug } of projects) expect(slug).toBe("stays");
    }
  }
});

test("a team deleted while things are made in it takes them all along, and every server can still start", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const params = await newTeam(`Going ${round}`);
    const [teamKey = ""] = await internalIds("team", params.teamId);
    await operator.createProject({ params, body: { name: "first" } });
    await operator.createRole({
      params,
      body: { name: "first", permissions: READ, restrictions: toProject("first") },
    });
    const teams = [{ teamId: params.teamId, restrictions: toProject("first") }];
    const [deletion, ...others] = await race(
      () => operator.deleteTeam({ params }),
      ...times(2, (index) => () => operator.createRole({ params, body: { name: `late ${index}` } })),
      () => operator.createRole({ params, body: { name: "r", restrictions: toProject("first") } }),
      () =>
        operator.patchRole({
          params: { ...params, roleId: "first" },
          body: { restrictions: toProject("first") },
        }),
      () => operator.createProject({ params, body: { name: "late" } }),
      () => operator.deleteProject({ params: { ...params, projectId: "first" } }),
      () => operator.issueToken({ params, body: { name: "late", roleId: "first" } }),
      () =>
        operator.createOrgRole({
          body: { name: `over ${round}`, permissions: READ, restrictions: { enabled: true, teams } },
        }),
    );
    expect(deletion).toBe("done");
    for (const end of others) expect(["done", "not_found", "unknown_reference"]).toContain(end);
    expect(await storedRestrictions()).not.toContain(teamKey);
    await expectConsistent(kw);
  }
});

test("a role stored in a team just before the team is deleted goes with it", async () => {
  const params = await newTeam("Last minute");
  const release = await holdRevisions(kw.database);
  // Both are now as far as they get: their changes are made and wait for a revision, or one waits for the other.
  const creation = operator.createRole({ params, body: { name: "last" } });
  await untilWaiting(kw.database, 1);
  const deletion = operator.deleteTeam({ params });
  await untilWaiting(kw.database, 2);
  await release();
  await Promise.all([creation, deletion]);
});

test("an organization deleted while things are made in it takes them all along", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { id: orgId, ownerToken } = await operator.createOrg({
      body: { name: `Going ${round}`, ownerToken: { name: "first", lifetimeSeconds: 3600 } },
    });
    const owner = kw.client(ownerToken?.token ?? "");
    const { id: teamId } = await owner.createTeam({ body: { name: "first" } });
    const params = { teamId };
    const [deletion, ...others] = await race(
      () => operator.deleteOrg({ params: { orgId } }),
      () => owner.createTeam({ body: { name: "late" } }),
      () => owner.createRole({ params, body: { name: "late" } }),
      () => owner.createProject({ params, body: { name: "late" } }),
      () => owner.inviteMember({ params, body: { email: `late${round}@example.com` } }),
      () => owner.inviteOrgMember({ body: { email: `later${round}@example.com` } }),
      () => owner.issueToken({ params, body: { name: "late", roleId: "admin" } }),
      () => owner.issueOrgToken({ body: { name: "late", roleId: "admin" } }),
      () => owner.deleteTeam({ params }),
      () => owner.patchOwnOrg({ body: { name: "Renamed" } }),
      () => operator.patchOrg({ params: { orgId }, body: { suspended: true } }),
    );
    expect(deletion).toBe("done");
    const allowed = ["done", "not_found", "unknown_reference", "revoked", "suspended", "owner_not_allowed"];
    for (const end of others) expect(allowed).toContain(end);
    await expect(owner.login()).rejects.toMatchObject({ code: "revoked" });
    await expectConsistent(kw);
  }
});
