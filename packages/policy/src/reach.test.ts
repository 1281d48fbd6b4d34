import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CATALOGUE, compiled, principal, request, WORLD } from "./arbitraries.test-support.ts";
import { fromAnywhere, UNRESTRICTED, type Authority } from "./authority.ts";
import { or } from "./bits.ts";
import { decide, type AccessRequest } from "./decide.ts";
import { hasId, NO_IDS } from "./id-set.ts";
import { environmentReach, holds, projectReach, projectsWithin, teamReach } from "./reach.ts";

// Lists and decisions must agree: what is listed can be opened, and what can be opened is listed. Each function
// answers for one check, so it must contain exactly what decide does not stop at that check or before.

const who = principal.map((each) => compiled(each));
const permission = request.map((asked) => asked.permission);
const teamId = fc.constantFrom(...WORLD.teamIds);
const projectId = fc.constantFrom("p1", "p2", "p3", "p9");

function stopped(authority: Authority, asked: AccessRequest): string {
  const decision = decide(CATALOGUE, authority, asked);
  return decision.allowed ? "not stopped" : decision.reason;
}
const isWithin = (permission: string, ...scopes: string[]) => scopes.includes(permission.split(":")[0]!);
const AT_PERMISSION = ["permission_missing"];
const UP_TO_TEAM = [...AT_PERMISSION, "team_restricted"];
const UP_TO_PROJECT = [...UP_TO_TEAM, "project_restricted"];

describe("what is listed is what decide lets through", () => {
  test("holds: exactly the permissions that are not missing", () => {
    fc.assert(
      fc.property(who, request, (authority, asked) => {
        const expected = !AT_PERMISSION.includes(stopped(authority, asked));
        expect(holds(CATALOGUE, authority, asked.permission)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test("teamReach: exactly the teams that do not stop the permission", () => {
    fc.assert(
      fc.property(who, permission, teamId, (authority, permission, teamId) => {
        const expected =
          isWithin(permission, "team", "project") &&
          !UP_TO_TEAM.includes(stopped(authority, { permission, teamId }));
        expect(hasId(teamReach(CATALOGUE, authority, permission), teamId)).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  test("projectReach: exactly the projects that do not stop the permission", () => {
    fc.assert(
      fc.property(who, permission, teamId, projectId, (authority, permission, teamId, projectId) => {
        const expected =
          isWithin(permission, "project") &&
          !UP_TO_PROJECT.includes(stopped(authority, { permission, teamId, projectId }));
        expect(hasId(projectReach(CATALOGUE, authority, permission, teamId), projectId)).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  test("projectReach: says `all` exactly where a request may name no project", () => {
    fc.assert(
      fc.property(who, permission, teamId, (authority, permission, teamId) => {
        const expected =
          isWithin(permission, "project") &&
          !UP_TO_PROJECT.includes(stopped(authority, { permission, teamId }));
        expect(projectReach(CATALOGUE, authority, permission, teamId).mode === "all").toBe(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  test("projectsWithin: of a team permission, the projects that the same roles reach with one of a project", () => {
    const bits = or(CATALOGUE.scopeBits.team, CATALOGUE.scopeBits.project);
    fc.assert(
      fc.property(
        who,
        permission,
        permission,
        teamId,
        projectId,
        (authority, asked, other, teamId, projectId) => {
          const all: Authority = {
            grants: authority.grants.map((grant) => ({ ...grant, bits })),
            narrowing: authority.narrowing && { ...authority.narrowing, bits: null },
            publishableOnly: false,
          };
          const within = projectsWithin(CATALOGUE, all, asked, teamId);
          if (!isWithin(asked, "team") || !CATALOGUE.position(asked)) expect(within).toEqual(NO_IDS);
          else if (isWithin(other, "project") && CATALOGUE.position(other))
            expect(hasId(within, projectId)).toBe(
              hasId(projectReach(CATALOGUE, all, other, teamId), projectId),
            );
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test("environmentReach: exactly the environments in which the permission is allowed, null when none need be named", () => {
    fc.assert(
      fc.property(who, permission, teamId, projectId, (authority, permission, teamId, projectId) => {
        const reach = environmentReach(CATALOGUE, authority, permission, teamId, projectId);
        for (const environment of WORLD.environments) {
          const asked = { permission, teamId, projectId, environment };
          const expected =
            isWithin(permission, "project") && decide(CATALOGUE, fromAnywhere(authority), asked).allowed;
          expect(reach === null || (environment !== undefined && reach.has(environment))).toBe(expected);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

test.each([
  ["no reach of its own team", { teamId: "t1", teams: null }],
  ["reach of another team only", { teamId: "t1", teams: new Map([["t2", UNRESTRICTED]]) }],
  ["no team", { teamId: null, teams: new Map([["t1", UNRESTRICTED]]) }],
])("a team grant that was not compiled, with %s, reaches no team at all", (_, malformed) => {
  const permission = "project:secrets:secret-groups:read";
  const bits = CATALOGUE.scopeBits.project;
  const authority: Authority = {
    grants: [{ level: "team", bits, ...malformed }],
    narrowing: null,
    publishableOnly: false,
  };
  for (const teamId of WORLD.teamIds) {
    expect(stopped(authority, { permission, teamId })).toBe("team_restricted");
    expect(hasId(teamReach(CATALOGUE, authority, permission), teamId)).toBe(false);
    expect(projectReach(CATALOGUE, authority, permission, teamId)).toEqual(NO_IDS);
    expect(environmentReach(CATALOGUE, authority, permission, teamId, "p1")).toEqual(new Set());
  }
});
