import { describe, expect, test } from "vitest";
import { CATALOGUE } from "./arbitraries.test-support.ts";
import { bitsOf } from "./bits.ts";
import { compileNarrowing, compileRole } from "./compile.ts";
import type { NarrowingDefinition, PermissionPatterns, ProjectRestriction, RoleDefinition } from "./role.ts";

// What compiled roles allow is tested in decide.test.ts, against the model. Here: what the types do not promise once
// a definition has crossed a network, and what a reader of a compiled role relies on.

const EVERYTHING: PermissionPatterns = {
  platformScope: ["*"],
  orgScope: ["*"],
  teamScope: ["*"],
  projectScope: ["*"],
};
const RESTRICTION: ProjectRestriction = {
  enabled: true,
  projects: ["p1"],
  restrictionMode: "in",
  environments: null,
};

function teamReach(restrictions: object) {
  const role = { level: "team", teamId: "t1", permissions: EVERYTHING, restrictions } as RoleDefinition;
  return compileRole(CATALOGUE, role).teams!.get("t1")!;
}

describe("a team role", () => {
  test("holds nothing of the organization or the platform, whatever it lists", () => {
    const all = CATALOGUE.entries.map((entry) => entry.permission);
    const permissions = { platformScope: all, orgScope: all, teamScope: [], projectScope: [] };
    const role: RoleDefinition = { level: "team", teamId: "t1", permissions, restrictions: RESTRICTION };
    expect(compileRole(CATALOGUE, role).bits).toEqual(bitsOf([]));
  });

  test("reaches its own team and no other", () => {
    const role: RoleDefinition = {
      level: "team",
      teamId: "t1",
      permissions: EVERYTHING,
      restrictions: RESTRICTION,
    };
    const grant = compileRole(CATALOGUE, role);
    expect([grant.level, grant.teamId, [...grant.teams!.keys()]]).toEqual(["team", "t1", ["t1"]]);
  });
});

describe("an organization role", () => {
  const compileOrg = (restrictions: object) =>
    compileRole(CATALOGUE, { level: "org", permissions: EVERYTHING, restrictions } as RoleDefinition);

  test("reaches every team only when its restriction is off", () => {
    expect(
      compileOrg({ enabled: false, teams: [{ teamId: "t1", restrictions: RESTRICTION }] }).teams,
    ).toBeNull();
    expect(compileOrg({ enabled: true, teams: [] }).teams).toEqual(new Map());
    expect([
      ...compileOrg({ enabled: true, teams: [{ teamId: "t1", restrictions: RESTRICTION }] }).teams!.keys(),
    ]).toEqual(["t1"]);
  });

  test("is restricted when the restriction does not say whether it is on", () => {
    expect(compileOrg({ teams: [] }).teams).toEqual(new Map());
  });
});

describe("a restriction", () => {
  const nothing = { mode: "in", ids: new Set() };

  test("that is off restricts neither projects nor environments, whatever it lists", () => {
    const off = { enabled: false, projects: [], restrictionMode: "in", environments: [] };
    expect(teamReach(off)).toEqual({ projects: { mode: "all" }, environments: null });
  });

  test("can restrict environments alone, by listing all projects", () => {
    expect(teamReach({ ...RESTRICTION, projects: ["*"], environments: ["dev"] })).toEqual({
      projects: { mode: "all" },
      environments: new Set(["dev"]),
    });
  });

  test("that excludes all projects, alone or beside others, reaches none", () => {
    for (const projects of [["*"], ["*", "p1"], ["p1", "*"]]) {
      expect(teamReach({ ...RESTRICTION, projects, restrictionMode: "notIn" }).projects).toEqual(nothing);
    }
  });

  test.each([
    ["no list of projects", { ...RESTRICTION, projects: undefined }],
    ["null for the projects", { ...RESTRICTION, projects: null }],
    ["an unknown mode", { ...RESTRICTION, restrictionMode: "except" }],
    ["no mode", { ...RESTRICTION, restrictionMode: undefined }],
  ])("with %s reaches no project", (_, restriction) => {
    expect(teamReach(restriction).projects).toEqual(nothing);
  });

  test("that does not say whether it is on is on", () => {
    expect(teamReach({ ...RESTRICTION, enabled: undefined }).projects).toEqual({
      mode: "in",
      ids: new Set(["p1"]),
    });
  });

  test("without environments, rather than with null, reaches no environment", () => {
    expect(teamReach({ ...RESTRICTION, environments: undefined }).environments).toEqual(new Set());
  });

  test("does not change afterwards with the list it was made from", () => {
    const projects = ["p1"];
    const reach = teamReach({ ...RESTRICTION, projects });
    projects.push("p2");
    expect(reach.projects).toEqual({ mode: "in", ids: new Set(["p1"]) });
  });
});

describe("a narrowing", () => {
  test("of nothing takes nothing away", () => {
    expect(compileNarrowing({})).toEqual({
      bits: null,
      projects: null,
      environments: null,
      allowedIps: null,
      allowedOrigins: null,
    });
  });

  test("with empty lists takes everything away", () => {
    const lists = { projects: [], environments: [], allowedIps: [], allowedOrigins: [] };
    expect(compileNarrowing({ permissionBits: "", ...lists })).toEqual({
      bits: bitsOf([]),
      projects: new Set(),
      environments: new Set(),
      allowedIps: [],
      allowedOrigins: new Set(),
    });
  });

  test("to the project `*` means a project of that name, not all: what is narrowed to them is left out", () => {
    expect(compileNarrowing({ projects: ["*"] })?.projects).toEqual(new Set(["*"]));
  });

  test("to the website `null` is to none", () => {
    expect(compileNarrowing({ allowedOrigins: ["null"] })?.allowedOrigins).toEqual(new Set());
  });

  test.each([
    ["bits that cannot be read", { permissionBits: "A" }],
    ["an address that cannot be read", { allowedIps: ["10.0.0.0/8", "10.0.0.256"] }],
    ["a range with bits below its prefix", { allowedIps: ["10.0.0.1/8"] }],
    ["a restriction not known here", { hours: ["09:00-17:00"] }],
    ["a misspelt restriction", { project: ["p1"] }],
  ])("with %s is refused as a whole", (_, definition) => {
    expect(compileNarrowing(definition as NarrowingDefinition)).toBeUndefined();
  });
});
