import { describe, expect, test } from "vitest";
import { accessFromFile } from "./from-file.ts";
import { readForm } from "./mistakes.ts";
import { planAccess } from "./plan.ts";
import { findProblems } from "./problems.ts";
import { World } from "./world.test-support.ts";

const accessOf = (file: object) => accessFromFile(readForm(file).file!);
const rule = { issuer: "https://gitlab.com", audience: "a", claims: [{ claim: "sub", equals: ["x"] }] };
const there = accessOf({
  team: {
    projects: { "web-shop": {}, api: {} },
    roles: { ci: { permissions: {}, restrictions: { projects: ["api"] } } },
    trustRules: { main: { ...rule, roleId: "ci" } },
  },
});

function problemsOf(file: object, { prune = false } = {}) {
  const present = new World(there).present();
  const wanted = accessOf(file);
  const found = findProblems(wanted, present, planAccess(wanted, present, { prune }));
  return found.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("found before anything is done", () => {
  test.each([
    [
      "a project that does not exist",
      { team: { roles: { ci: { permissions: {}, restrictions: { projects: ["web-shp"] } } } } },
      "team.roles.ci.restrictions.projects.web-shp: There is no project web-shp. Did you mean web-shop?",
    ],
    [
      "a project of this team, in a role of the organization",
      {
        team: { projects: {} },
        org: { roles: { x: { permissions: {}, restrictions: { teams: { web: { projects: ["nope"] } } } } } },
      },
      "org.roles.x.restrictions.teams.web.projects.nope: There is no project nope.",
    ],
    [
      "a permission that does not exist",
      { team: { roles: { x: { permissions: { teamScope: ["team:admin:roles:raed"] } } } } },
      "team.roles.x.permissions.teamScope.team:admin:roles:raed: The catalogue has no permission team:admin:roles:raed in this scope. Did you mean team:admin:roles:read?",
    ],
    [
      "a wildcard that stands for nothing",
      { team: { roles: { x: { permissions: { projectScope: ["project:shop:*"] } } } } },
      "team.roles.x.permissions.projectScope.project:shop:*: The catalogue has no permission project:shop:* in this scope.",
    ],
    [
      "a permission of another scope",
      { team: { roles: { x: { permissions: { projectScope: ["team:admin:roles:read"] } } } } },
      "team.roles.x.permissions.projectScope.team:admin:roles:read: The catalogue has no permission team:admin:roles:read in this scope.",
    ],
    [
      "members of a role that does not exist",
      { team: { roles: { reader: { members: [] } } } },
      "team.roles.reader: There is no role reader yet: give its permissions to create it.",
    ],
    [
      "another definition of a role that always has everything",
      { team: { roles: { owner: { permissions: {} } } } },
      "team.roles.owner: The role owner always has everything: only its members can be listed.",
    ],
    [
      "a restriction that reaches nothing",
      { team: { roles: { ci: { permissions: {}, restrictions: { projects: [] } } } } },
      "team.roles.ci.restrictions: The role ci would reach nothing: a restriction must name what it reaches.",
    ],
    [
      "a restriction to no team",
      { org: { roles: { x: { permissions: {}, restrictions: { teams: {} } } } } },
      "org.roles.x.restrictions: The role x would reach nothing: a restriction must name what it reaches.",
    ],
    [
      "an environment that the project of a trust rule does not have",
      {
        team: {
          projects: { api: { environments: ["production"] } },
          trustRules: {
            main: { ...rule, roleId: "ci", narrowing: { projects: ["api"], environments: ["prodction"] } },
          },
        },
      },
      "team.trustRules.main.narrowing.environments.prodction: None of these projects has an environment prodction. Did you mean production?",
    ],
    [
      "a trust rule from a role that does not exist",
      { team: { trustRules: { main: { ...rule, roleId: "cii" } } } },
      "team.trustRules.main.roleId: There is no role cii. Did you mean ci?",
    ],
    [
      "one of Keywright's own permissions",
      { platform: { permissions: [{ permission: "team:admin:roles:read" }] } },
      "platform.permissions.team:admin:roles:read: team:admin:roles:read is one of Keywright's own permissions.",
    ],
  ])("%s", (_what, file, expected) => {
    expect(problemsOf(file)).toEqual([expected]);
  });

  test.each([
    [
      "a project that a role in the same file needs",
      {
        team: {
          projects: { "web-shop": {} },
          roles: { ci: { permissions: {}, restrictions: { projects: ["api"] } } },
        },
      },
      "team.roles.ci.restrictions.projects.api: There is no project api.",
    ],
    [
      "a role that a trust rule in the same file needs",
      { team: { roles: {}, trustRules: { main: { ...rule, roleId: "ci" } } } },
      "team.trustRules.main.roleId: There is no role ci.",
    ],
  ])("prune of %s", (_what, file, expected) => {
    expect(problemsOf(file)).toEqual([]);
    expect(problemsOf(file, { prune: true })).toEqual([expected]);
  });

  test("what comes with the same file is there, and a restriction that is empty already may stay so", () => {
    const file = {
      team: {
        projects: { fresh: {} },
        roles: {
          x: {
            permissions: { projectScope: ["project:shop:orders:read"] },
            restrictions: { projects: ["fresh"] },
          },
        },
        trustRules: { other: { ...rule, roleId: "x" } },
      },
      platform: { permissions: [{ permission: "project:shop:orders:read" }] },
    };
    expect(problemsOf(file)).toEqual([]);
    const emptied = accessOf({
      team: { roles: { ci: { permissions: {}, restrictions: { projects: [] } } } },
    });
    const present = new World(emptied).present();
    expect(findProblems(emptied, present, planAccess(emptied, present, { prune: true }))).toEqual([]);
  });
});
