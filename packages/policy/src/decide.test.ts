import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CATALOGUE,
  compiled,
  ENTRIES,
  modelNarrowing,
  principal,
  projectRestriction,
  request,
} from "./arbitraries.test-support.ts";
import { compileRole } from "./compile.ts";
import { decide, type AccessRequest } from "./decide.ts";
import { modelDecide, type ModelNarrowing, type ModelPrincipal } from "./model.test-support.ts";
import type { PermissionPatterns, ProjectRestriction, RoleDefinition } from "./role.ts";

const SHOP = "https://shop.example";
const READ_VALUES = "project:secrets:secret-groups:read-values";
const NO_PATTERNS: PermissionPatterns = { platformScope: [], orgScope: [], teamScope: [], projectScope: [] };
const EVERYTHING: PermissionPatterns = {
  platformScope: ["*"],
  orgScope: ["*"],
  teamScope: ["*"],
  projectScope: ["*"],
};
const UNRESTRICTED: ProjectRestriction = {
  enabled: false,
  projects: [],
  restrictionMode: "in",
  environments: null,
};

const NOT_NARROWED: ModelNarrowing = {
  permissions: null,
  projects: null,
  environments: null,
  allowedIps: null,
  allowedOrigins: null,
};

const teamRole = (restrictions: Partial<ProjectRestriction>, teamId = "t1"): RoleDefinition => ({
  level: "team",
  teamId,
  permissions: EVERYTHING,
  restrictions: { ...UNRESTRICTED, enabled: true, ...restrictions },
});
const orgRole = (teamIds: readonly string[] | null): RoleDefinition => ({
  level: "org",
  permissions: EVERYTHING,
  restrictions: {
    enabled: teamIds !== null,
    teams: (teamIds ?? []).map((teamId) => ({ teamId, restrictions: UNRESTRICTED })),
  },
});
const holding = (...roles: RoleDefinition[]): ModelPrincipal => ({
  roles,
  narrowing: null,
  publishableOnly: false,
});

function reasonFor(who: ModelPrincipal, asked: AccessRequest): string {
  const decision = decide(CATALOGUE, compiled(who), asked);
  return decision.allowed ? "allowed" : decision.reason;
}

describe("every decision", () => {
  test("is the one that the rules, read plainly, give", () => {
    fc.assert(
      fc.property(principal, request, (who, asked) => {
        expect(reasonFor(who, asked)).toBe(modelDecide(ENTRIES, who, asked));
      }),
      { numRuns: 5_000 },
    );
  });

  test("names the permission exactly when the permission is what is missing", () => {
    fc.assert(
      fc.property(principal, request, (who, asked) => {
        const decision = decide(CATALOGUE, compiled(who), asked);
        const isMissing = !decision.allowed && decision.reason === "permission_missing";
        expect("missing" in decision ? decision.missing : undefined).toBe(
          isMissing ? asked.permission : undefined,
        );
      }),
    );
  });

  test("can be shared: an allowed one is always the same frozen object", () => {
    const first = decide(CATALOGUE, compiled(holding(orgRole(null))), {
      permission: "org:admin:teams:create",
    });
    const second = decide(CATALOGUE, compiled(holding(teamRole({ projects: ["p1"] }))), {
      permission: READ_VALUES,
      projectId: "p1",
    });
    expect(first).toEqual({ allowed: true });
    expect(second).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
  });
});

describe("authority only ever shrinks", () => {
  test("by a narrowing: what is allowed with one is allowed without it", () => {
    fc.assert(
      fc.property(principal, modelNarrowing, request, (who, narrowing, asked) => {
        if (reasonFor({ ...who, narrowing }, asked) !== "allowed") return;
        expect(reasonFor({ ...who, narrowing: null }, asked)).toBe("allowed");
      }),
      { numRuns: 2_000 },
    );
  });

  test("by being publishable", () => {
    fc.assert(
      fc.property(principal, request, (who, asked) => {
        if (reasonFor({ ...who, publishableOnly: true }, asked) !== "allowed") return;
        expect(reasonFor({ ...who, publishableOnly: false }, asked)).toBe("allowed");
        expect(CATALOGUE.entry(asked.permission)?.publishable).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("by losing a role", () => {
    fc.assert(
      fc.property(principal, request, (who, asked) => {
        const fewer = { ...who, roles: who.roles.slice(1) };
        if (reasonFor(fewer, asked) === "allowed") expect(reasonFor(who, asked)).toBe("allowed");
      }),
    );
  });

  test("by the deletion of a listed project: what is left on the list never reaches further", () => {
    fc.assert(
      fc.property(
        projectRestriction,
        fc.constantFrom("p1", "p2", "p3"),
        request,
        (restriction, deleted, asked) => {
          const projects = restriction.projects.filter((id) => id !== deleted);
          const after = holding({
            ...teamRole({}),
            restrictions: { ...restriction, projects },
          } as RoleDefinition);
          const before = holding({ ...teamRole({}), restrictions: restriction } as RoleDefinition);
          if (asked.projectId === deleted || reasonFor(after, asked) !== "allowed") return;
          expect(reasonFor(before, asked)).toBe("allowed");
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("an empty list never means all", () => {
  test.each(["in", "notIn"] as const)(
    "no project listed with mode %s reaches no project",
    (restrictionMode) => {
      const who = holding(teamRole({ projects: [], restrictionMode }));
      for (const projectId of ["p1", "p9", "", "*", undefined]) {
        expect(reasonFor(who, { permission: READ_VALUES, projectId })).toBe("project_restricted");
      }
    },
  );

  test("no team listed reaches no team, but still what lies above the teams", () => {
    const who = holding(orgRole([]));
    for (const teamId of ["t1", "t9", "", "*", undefined]) {
      expect(reasonFor(who, { permission: "team:admin:members:read", teamId })).toBe("team_restricted");
      expect(reasonFor(who, { permission: READ_VALUES, teamId })).toBe("team_restricted");
    }
    expect(reasonFor(who, { permission: "org:admin:teams:create" })).toBe("allowed");
  });

  test("no environment listed reaches none, not even what names none", () => {
    const who = holding(teamRole({ projects: ["*"], environments: [] }));
    for (const environment of ["prod", "", "*", undefined]) {
      const asked = { permission: READ_VALUES, projectId: "p1", environment };
      expect(reasonFor(who, asked)).toBe("environment_restricted");
    }
  });

  test.each([
    ["permissions", "permission_missing"],
    ["projects", "project_restricted"],
    ["environments", "environment_restricted"],
    ["allowedIps", "ip_not_allowed"],
    ["allowedOrigins", "origin_not_allowed"],
  ])("a narrowing to no %s allows nothing of them", (field, reason) => {
    const who = { ...holding(orgRole(null)), narrowing: { ...NOT_NARROWED, [field]: [] } };
    for (const projectId of ["p1", undefined]) {
      const asked = { permission: READ_VALUES, teamId: "t1", projectId, ip: "10.0.0.1", origin: SHOP };
      expect(reasonFor(who, asked)).toBe(reason);
    }
  });

  test("no role at all allows nothing", () => {
    for (const permission of CATALOGUE.entries.map((entry) => entry.permission)) {
      expect(reasonFor(holding(), { permission })).toBe("permission_missing");
    }
  });
});

describe("what a request leaves out", () => {
  test("a restricted role cannot act on the team's projects at large", () => {
    const asked = { permission: READ_VALUES, teamId: "t1" };
    expect(reasonFor(holding(teamRole({ projects: ["p1"] })), asked)).toBe("project_restricted");
    expect(reasonFor(holding(teamRole({ projects: ["p1"], restrictionMode: "notIn" })), asked)).toBe(
      "project_restricted",
    );
    expect(reasonFor(holding(teamRole({ projects: ["*"] })), asked)).toBe("allowed");
  });

  test("an organization role limited to teams needs the team named, a team role means its own", () => {
    const asked = { permission: "team:admin:members:read" };
    expect(reasonFor(holding(orgRole(["t1"])), asked)).toBe("team_restricted");
    expect(reasonFor(holding(teamRole({ projects: ["p1"] })), asked)).toBe("allowed");
    expect(reasonFor(holding(teamRole({ projects: ["p1"] })), { ...asked, teamId: "t2" })).toBe(
      "team_restricted",
    );
  });

  test("an address that is missing or unreadable is not an allowed one", () => {
    const narrowing = { ...NOT_NARROWED, allowedIps: ["10.0.0.0/30"] };
    const who = { ...holding(orgRole(null)), narrowing };
    const permission = "org:admin:teams:create";
    for (const ip of [undefined, "", "10.0.0.4", "10.0.0.01", "10.0.0.1/32", " 10.0.0.1"]) {
      expect(reasonFor(who, { permission, ip })).toBe("ip_not_allowed");
    }
    expect(reasonFor(who, { permission, ip: "10.0.0.3" })).toBe("allowed");
    expect(reasonFor(who, { permission, ip: "::ffff:10.0.0.3" })).toBe("allowed");
  });

  test("a website that is missing, or not written as browsers write it, is not an allowed one", () => {
    const narrowing = { ...NOT_NARROWED, allowedOrigins: [SHOP] };
    const who = { ...holding(orgRole(null)), narrowing };
    const permission = "org:admin:teams:create";
    const alike = [`${SHOP}/`, `${SHOP}:443`, SHOP.toUpperCase(), `${SHOP}.evil.example`, `${SHOP}, ${SHOP}`];
    const others = [
      undefined,
      "",
      "null",
      "https://blog.example",
      "http://shop.example",
      "shop.example",
      "*",
    ];
    for (const origin of [...others, ...alike, ` ${SHOP}`, `${SHOP} `, "https://www.shop.example"]) {
      expect(reasonFor(who, { permission, origin })).toBe("origin_not_allowed");
    }
    expect(reasonFor(who, { permission, origin: SHOP })).toBe("allowed");
  });

  test("the origin `null`, which any page can bring about, is no website, listed or not", () => {
    const narrowing = { ...NOT_NARROWED, allowedOrigins: ["null", SHOP] };
    const who = { ...holding(orgRole(null)), narrowing };
    const permission = "org:admin:teams:create";
    expect(reasonFor(who, { permission, origin: "null" })).toBe("origin_not_allowed");
    expect(reasonFor(who, { permission, origin: SHOP })).toBe("allowed");
  });

  test("an address out of bounds is told before a website", () => {
    const narrowing = { ...NOT_NARROWED, allowedIps: ["10.0.0.0/30"], allowedOrigins: [SHOP] };
    const who = { ...holding(orgRole(null)), narrowing };
    const permission = "org:admin:teams:create";
    expect(reasonFor(who, { permission })).toBe("ip_not_allowed");
    expect(reasonFor(who, { permission, ip: "10.0.0.1" })).toBe("origin_not_allowed");
    expect(reasonFor(who, { permission, origin: SHOP })).toBe("ip_not_allowed");
    expect(reasonFor(who, { permission, ip: "10.0.0.1", origin: SHOP })).toBe("allowed");
  });
});

test("the refusal reported is that of the role that got furthest, whatever their order", () => {
  const roles = [
    { ...teamRole({}), permissions: NO_PATTERNS },
    teamRole({ projects: ["p1"] }, "t2"),
    teamRole({ projects: ["p1"], environments: ["dev"] }),
    teamRole({ projects: ["p2"] }),
  ] as RoleDefinition[];
  const asked = { permission: READ_VALUES, teamId: "t1", projectId: "p1", environment: "prod" };
  expect(roles.map((role) => reasonFor(holding(role), asked))).toEqual([
    "permission_missing",
    "team_restricted",
    "environment_restricted",
    "project_restricted",
  ]);
  for (let turn = 0; turn < roles.length; turn++) {
    expect(reasonFor(holding(...roles.slice(turn), ...roles.slice(0, turn)), asked)).toBe(
      "environment_restricted",
    );
  }
});

test("a team grant gives nothing above its team, even where its bits say so", () => {
  const [team, org] = [teamRole({ projects: ["*"] }), orgRole(null)].map((role) =>
    compileRole(CATALOGUE, role),
  );
  const forged = { grants: [{ ...team!, bits: org!.bits }], narrowing: null, publishableOnly: false };
  for (const permission of ["org:admin:teams:create", "platform:admin:orgs:create"]) {
    expect(decide(CATALOGUE, forged, { permission })).toMatchObject({ reason: "permission_missing" });
  }
});

test("permission names inherited from Object.prototype are unknown permissions", () => {
  for (const permission of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
    expect(reasonFor(holding(orgRole(null)), { permission })).toBe("permission_missing");
  }
});
