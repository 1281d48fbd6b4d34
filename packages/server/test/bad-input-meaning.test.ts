import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { ErrorCode } from "@keywright/contract";
import { createGuard, type Guard } from "./guard-run.ts";
import { TARGETS, type Target } from "./guard-targets.ts";
import { ableToken, GUARDED, type GuardWorld, startGuardWorld } from "./guard-world.ts";

// Bodies that are well formed and cannot be meant: what they say contradicts itself, time, or what there is.

// One test asks all operations.
vi.setConfig({ testTimeout: 400_000 });

let world: GuardWorld;
let guard: Guard;

beforeAll(async () => {
  world = await startGuardWorld();
  guard = await createGuard(world);
});
afterAll(() => world.close());

/** At every operation named, at every path: refused with this code, naming this field, and nothing has changed. */
async function refused(operations: readonly string[], code: ErrorCode, field: string, body: object) {
  const named = (target: Target) => operations.includes(target.id);
  expect(TARGETS.filter(named).length).toBeGreaterThanOrEqual(operations.length);
  await guard.every(async (target) => {
    const { error, detail } = await guard.refuses(
      target,
      { token: ableToken(world, target), json: body },
      code,
    );
    expect(Object.keys(error.details ?? {}), detail).toContain(field);
  }, named);
}

const issues = ["issueToken", "issueOrgToken"];
const issue = (fields: object) => ({ name: "a token", roleId: "owner", ...fields });
const past = new Date(Date.now() - 1000).toISOString();
const soon = new Date(Date.now() + 3_600_000).toISOString();

describe("expiry", () => {
  test("in the past is refused by name", async () => {
    await refused(issues, "validation_failed", "expiresAt", issue({ expiresAt: past }));
    await refused(issues, "validation_failed", "expiresAt", issue({ expiresAt: "1970-01-01T00:00:00Z" }));
    await refused(["patchToken", "patchOrgToken"], "validation_failed", "expiresAt", { expiresAt: past });
    const rotates = ["rotateToken", "rotateOrgToken"];
    await refused(rotates, "validation_failed", "otherKeysExpiresAt", { otherKeysExpiresAt: past });
  });

  test("given in two ways is refused, and further off than any policy allows too", async () => {
    await refused(
      issues,
      "validation_failed",
      "lifetimeSeconds",
      issue({ expiresAt: soon, lifetimeSeconds: 60 }),
    );
    const never = issue({ expiresAt: "9999-12-31T23:59:59Z" });
    await refused(issues, "lifetime_not_allowed", "expiresAt", never);
  });
});

describe("restrictions", () => {
  const teamRoles = ["createRole", "putRole", "patchRole"];
  const orgRoles = ["createOrgRole", "putOrgRole", "patchOrgRole"];
  const nameFor = (operation: string) => (operation.startsWith("patch") ? {} : { name: "a role" });
  const each = async (
    operations: readonly string[],
    code: ErrorCode,
    field: string,
    body: object,
  ): Promise<void> => {
    for (const operation of operations)
      await refused([operation], code, field, { ...nameFor(operation), ...body });
  };

  test("that name nothing are refused by name: nobody shuts everyone out by accident", async () => {
    for (const projects of [{}, { projects: [] }]) {
      const restrictions = { enabled: true, ...projects };
      await each(teamRoles, "empty_restriction", "restrictions.projects", { restrictions });
    }
    const noEnvironment = { enabled: true, projects: ["*"], environments: [] };
    await each(teamRoles, "empty_restriction", "restrictions.environments", { restrictions: noEnvironment });
    for (const teams of [{}, { teams: [] }]) {
      await each(orgRoles, "empty_restriction", "restrictions.teams", {
        restrictions: { enabled: true, ...teams },
      });
    }
    const inTeam = { teamId: "acme", restrictions: { enabled: true, projects: [] } };
    const field = "restrictions.teams.0.restrictions.projects";
    await each(orgRoles, "empty_restriction", field, { restrictions: { enabled: true, teams: [inTeam] } });
  });

  test("that name something twice, or everything and something, are refused by name", async () => {
    const everything = { enabled: true, projects: ["*", "other-project"] };
    await each(teamRoles, "validation_failed", "restrictions.projects", { restrictions: everything });
    const nothing = { enabled: true, projects: ["*"], restrictionMode: "notIn" };
    await each(teamRoles, "validation_failed", "restrictions.projects", { restrictions: nothing });
    const twice = { enabled: true, projects: ["*"], environments: ["prod", "prod"] };
    await each(teamRoles, "validation_failed", "restrictions.environments", { restrictions: twice });
    const inTeam = { teamId: "acme", restrictions: { enabled: false } };
    const teamTwice = { enabled: true, teams: [inTeam, inTeam] };
    await each(orgRoles, "validation_failed", "restrictions.teams.1.teamId", { restrictions: teamTwice });
  });

  test("that name what does not exist here are refused by name", async () => {
    for (const project of ["nowhere", "rival-project"]) {
      const restrictions = { enabled: true, projects: [project] };
      await each(teamRoles, "unknown_reference", "restrictions.projects", { restrictions });
    }
    for (const teamId of ["nowhere", "rival-team"]) {
      const teams = [{ teamId, restrictions: { enabled: false } }];
      await each(orgRoles, "unknown_reference", "restrictions.teams.0.teamId", {
        restrictions: { enabled: true, teams },
      });
    }
  });

  test("permissions that nobody knows are named", async () => {
    const unknown = "team:admin:moon:read";
    const lists = [unknown, "team:moon:*", "project:projects:manage:read", "org:*"];
    for (const permission of lists) {
      const permissions = { teamScope: ["team:admin:team:read", permission] };
      await each([...teamRoles, ...orgRoles], "unknown_permission", "permissions.teamScope", { permissions });
    }
    const { detail } = await guard.refuses(
      TARGETS.find(({ id }) => id === "createRole") as Target,
      { token: world.teamOwner, json: { name: "a role", permissions: { teamScope: [unknown] } } },
      "unknown_permission",
    );
    expect(detail).toContain(unknown);
    const narrowing = { permissions: [unknown] };
    await refused(issues, "unknown_permission", "narrowing.permissions", issue({ narrowing }));
  });
});

describe("narrowings", () => {
  const ranges = [
    "10.0.0.1/8",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/08",
    "10.0.0.0/",
    "10.0.0",
    "256.0.0.1",
    "010.0.0.1",
    "0x7f.0.0.1",
    "2130706433",
    "::/129",
    "2001:db8::1/32",
    ":::",
    "fe80::1%eth0",
    "::ffff:10.0.0.1/8",
    "localhost",
    "*",
    "",
    " 10.0.0.1",
    "10.0.0.1 ",
    "10.0.0.1,10.0.0.2",
  ];

  test("to addresses that are none are refused, and the wrong ones named", async () => {
    for (const range of ranges) {
      const narrowing = { allowedIps: ["203.0.113.0/24", range] };
      await refused(issues, "validation_failed", "narrowing.allowedIps.1", issue({ narrowing }));
    }
  });

  test("to nothing, or to what is not there, are refused by name", async () => {
    for (const part of ["permissions", "projects", "environments", "allowedIps"]) {
      const body = issue({ narrowing: { [part]: [] } });
      await refused(issues, "validation_failed", `narrowing.${part}`, body);
    }
    for (const project of ["nowhere", "rival-project"]) {
      const body = issue({ narrowing: { projects: [project] } });
      await refused(["issueToken"], "unknown_reference", "narrowing.projects", body);
    }
    const ofOrg = issue({ narrowing: { projects: ["other-project"] } });
    await refused(["issueOrgToken"], "validation_failed", "narrowing.projects", ofOrg);
  });
});

describe("what belongs to others", () => {
  test("is as unknown in a body as what exists nowhere", async () => {
    const { rival } = world;
    const { memberId: stranger = "" } = rival.team;
    const { memberId: nobody = "" } = {
      memberId: stranger.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
    };
    for (const roleId of ["nowhere", "rival-role", "rival-org-role"]) {
      await refused(issues, "unknown_reference", "roleId", issue({ roleId }));
    }
    await refused(["issueToken"], "unknown_reference", "roleId", issue({ roleId: `${GUARDED}-org-role` }));
    for (const userId of [stranger, nobody]) {
      await refused(["addRoleMember", "addOrgRoleMember"], "unknown_reference", "userId", { userId });
    }
    for (const memberId of [stranger, nobody]) {
      await refused(issues, "owner_not_allowed", "memberId", issue({ owner: "member", memberId }));
    }
    const invited = { email: "someone@example.com", roles: ["rival-role"] };
    await refused(["inviteMember", "inviteOrgMember"], "unknown_reference", "roles", invited);
  });

  test("is as unknown in a query as what exists nowhere", () =>
    guard.every(async (target) => {
      const { rival } = world;
      const foreign: Record<string, string> = {
        roleId: "rival-role",
        team: "rival-team",
        project: "rival-project",
        userIds: rival.team["memberId"] ?? "",
        actor: rival.team["tokenId"] ?? "",
        target: "rival-role",
        search: "rival",
      };
      const token = ableToken(world, target);
      for (const name of Object.keys(target.route.query?.shape ?? {}).filter((one) => one in foreign)) {
        const { status, json, text } = await guard.send(target, {
          token,
          query: `?${name}=${foreign[name]}`,
        });
        expect([200, 404], text).toContain(status);
        if (status !== 200) continue;
        const { pagination } = (json ?? {}) as { pagination?: { count: number } };
        // A file of lines has no pages: at most the line that names its columns.
        if (target.route.streams) expect(text.trim().split("\n").length, text).toBe(1);
        else expect(pagination?.count, text).toBe(0);
      }
    }));
});
