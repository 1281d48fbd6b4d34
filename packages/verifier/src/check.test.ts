import type { ProjectRestriction, RoleDefinition } from "@keywright/policy";
import { describe, expect, test } from "vitest";
import type { Change } from "./changes.ts";
import { authenticateKey, check, type CheckRequest } from "./check.ts";
import type { KeyClaims } from "./claims.ts";
import {
  ask,
  CATALOGUE,
  change,
  installed,
  LIST_MEMBERS,
  LIST_ORGS,
  LIST_SYNCS,
  NOW_SECONDS,
  ORG_CLAIMS,
  ORG_ROLE,
  READ_BILLING,
  READ_VALUES,
  TEAM_CLAIMS,
  teamRole,
  UNRESTRICTED,
  verifiedKey,
} from "./installation.test-support.ts";

const orgId = "acme-id";
const teamId = "acme-web-id";
const IN_SHOP: CheckRequest = { permission: READ_VALUES, team: "web", project: "shop" };

const restrict = (restriction: Partial<ProjectRestriction>): Change => ({
  kind: "role_set",
  orgId,
  roleId: "acme-web-admin-id",
  slug: "admin",
  definition: teamRole(teamId, { ...UNRESTRICTED, enabled: true, ...restriction }),
});

describe("a permission", () => {
  test("of any scope is allowed by the role that holds it, and refused by its name otherwise", () => {
    const team = (permission: string) => ask({ permission });
    const org = (permission: string) => ask({ permission }, { claims: ORG_CLAIMS });
    expect([LIST_MEMBERS, READ_VALUES].map(team)).toEqual(["allowed", "allowed"]);
    expect([LIST_ORGS, READ_BILLING].map(team)).toEqual(
      [LIST_ORGS, READ_BILLING].map((p) => `permission_missing: ${p}`),
    );
    expect([LIST_ORGS, READ_BILLING, LIST_MEMBERS].map(org)).toEqual(["allowed", "allowed", "allowed"]);
    expect(team("project:unheard:of:it")).toBe("permission_missing: project:unheard:of:it");
  });

  test("taken out of the role, or of the catalogue, is missing at once", () => {
    const emptied: Change = {
      kind: "role_set",
      orgId,
      roleId: "acme-web-admin-id",
      slug: "admin",
      definition: teamRole(teamId, UNRESTRICTED, {
        platformScope: [],
        orgScope: [],
        teamScope: ["*"],
        projectScope: [LIST_SYNCS],
      }),
    };
    expect(ask(IN_SHOP, { changes: [emptied] })).toBe(`permission_missing: ${READ_VALUES}`);
    const entries = CATALOGUE.filter(({ permission }) => permission !== READ_VALUES);
    expect(ask(IN_SHOP, { changes: [{ kind: "catalogue_set", entries }] })).toBe(
      `permission_missing: ${READ_VALUES}`,
    );
  });

  test("new in the catalogue is held at once by a wildcard", () => {
    const [added] = CATALOGUE.map((entry) => ({ ...entry, permission: "team:new:things:do", bit: 77 }));
    const changes: Change[] = [{ kind: "catalogue_set", entries: [...CATALOGUE, added!] }];
    expect(ask({ permission: "team:new:things:do" })).toMatch(/^permission_missing/);
    expect(ask({ permission: "team:new:things:do" }, { changes })).toBe("allowed");
  });

  test("that is not publishable is not held by a publishable token, whatever its role", () => {
    const claims: KeyClaims = { ...TEAM_CLAIMS, pub: true };
    expect(ask({ ...IN_SHOP, permission: LIST_SYNCS }, { claims })).toBe("allowed");
    expect(ask(IN_SHOP, { claims })).toBe(`permission_missing: ${READ_VALUES}`);
  });
});

describe("the exposure that is demanded", () => {
  const publishable: KeyClaims = { ...TEAM_CLAIMS, pub: true };
  const list = { ...IN_SHOP, permission: LIST_SYNCS };

  test("refuses the other kind of token, before it is asked what the token may do", () => {
    expect(ask({ ...list, exposure: "publishable" })).toBe("wrong_exposure");
    expect(ask({ ...list, exposure: "secret" }, { claims: publishable })).toBe("wrong_exposure");
    expect(ask({ ...IN_SHOP, exposure: "secret" }, { claims: publishable })).toBe("wrong_exposure");
    const elsewhere = { permission: "project:unheard:of:it", team: "unknown", project: "unknown" };
    expect(ask({ ...elsewhere, exposure: "publishable" })).toBe("wrong_exposure");
  });

  test("that is none at all refuses every token", () => {
    for (const claims of [TEAM_CLAIMS, publishable]) {
      expect(ask({ ...list, exposure: "public" as never }, { claims })).toBe("wrong_exposure");
    }
  });

  test("lets in its own kind as far as that may go, and without one both kinds are let in", () => {
    expect(ask({ ...IN_SHOP, exposure: "secret" })).toBe("allowed");
    expect(ask({ ...list, exposure: "publishable" }, { claims: publishable })).toBe("allowed");
    expect(ask({ ...IN_SHOP, exposure: "publishable" }, { claims: publishable })).toBe(
      `permission_missing: ${READ_VALUES}`,
    );
    expect([ask(list), ask(list, { claims: publishable })]).toEqual(["allowed", "allowed"]);
  });

  test("is no matter to a token that does not stand, and names the principal of one that does", () => {
    const exposure = "publishable";
    expect(ask({ ...list, exposure }, { claims: { ...TEAM_CLAIMS, exp: 1 } })).toBe("expired");
    const refused = check(installed(), verifiedKey(TEAM_CLAIMS), { ...list, exposure }, NOW_SECONDS);
    expect(refused).toMatchObject({ reason: "wrong_exposure", principal: { tokenId: "token-1" } });
  });
});

describe("a website", () => {
  const SHOP = "https://shop.example";
  const list = { ...IN_SHOP, permission: LIST_SYNCS };
  const bound = { claims: { ...TEAM_CLAIMS, pub: true } as const, narrowing: { allowedOrigins: [SHOP] } };

  test("that the token is not bound to, or none at all, is refused", () => {
    for (const origin of ["https://blog.example", "null", "", SHOP.toUpperCase(), `${SHOP}/`, undefined]) {
      expect(ask({ ...list, origin }, bound)).toBe("origin_not_allowed");
    }
    const narrowing = { allowedOrigins: ["null"] };
    expect(ask({ ...list, origin: "null" }, { ...bound, narrowing })).toBe("origin_not_allowed");
  });

  test("is judged last: whoever may not do it anywhere learns nothing of websites", () => {
    const origin = "https://blog.example";
    expect(ask({ ...IN_SHOP, origin }, bound)).toBe(`permission_missing: ${READ_VALUES}`);
    expect(ask({ ...list, project: "unknown", origin }, bound)).toBe("project_restricted");
    const narrowing = { ...bound.narrowing, allowedIps: ["10.0.0.0/8"] };
    expect(ask({ ...list, origin }, { ...bound, narrowing })).toBe("ip_not_allowed");
    expect(ask({ ...list, origin, ip: "10.0.0.1" }, { ...bound, narrowing })).toBe("origin_not_allowed");
  });

  test("that the token is bound to is allowed, and any is to a token that is bound to none", () => {
    expect(ask({ ...list, origin: SHOP }, bound)).toBe("allowed");
    for (const origin of [SHOP, "null", undefined]) expect(ask({ ...list, origin })).toBe("allowed");
  });
});

describe("a place", () => {
  test("is within reach of the team token's own team only, named or not", () => {
    expect(ask({ permission: LIST_MEMBERS })).toBe("allowed");
    expect(ask({ permission: LIST_MEMBERS, team: "web" })).toBe("allowed");
    expect(ask({ permission: LIST_MEMBERS, team: "ops" })).toBe("team_restricted");
    expect(ask({ permission: READ_VALUES, project: "shop" })).toBe("allowed");
    expect(ask({ permission: READ_VALUES, team: "ops", project: "infra" })).toBe("team_restricted");
  });

  test("is looked for in the principal's organization and team, although others use the same slug", () => {
    const theirs: Change[] = [
      { kind: "team_set", orgId: "globex-id", teamId: "globex-labs-id", slug: "labs" },
      {
        kind: "project_set",
        orgId: "globex-id",
        teamId: "globex-web-id",
        projectId: "globex-x-id",
        slug: "x",
      },
      { kind: "project_set", orgId, teamId: "acme-ops-id", projectId: "acme-y-id", slug: "y" },
    ];
    expect(ask({ permission: LIST_MEMBERS, team: "labs" }, { claims: ORG_CLAIMS, changes: theirs })).toBe(
      "team_restricted",
    );
    expect(ask({ ...IN_SHOP, project: "x" }, { changes: theirs })).toBe("project_restricted");
    expect(ask({ ...IN_SHOP, project: "y" }, { changes: theirs })).toBe("project_restricted");
  });

  test("is a slug, never an id", () => {
    expect(ask({ ...IN_SHOP, team: teamId })).toBe("team_restricted");
    expect(ask({ ...IN_SHOP, project: "acme-shop-id" })).toBe("project_restricted");
    expect(ask({ ...IN_SHOP, team: "" })).toBe("team_restricted");
    expect(ask({ ...IN_SHOP, project: "" })).toBe("project_restricted");
  });

  test("that the installation does not know is refused even to a role that reaches everything", () => {
    expect(ask({ ...IN_SHOP, project: "unknown" })).toBe("project_restricted");
    expect(ask({ ...IN_SHOP, team: "unknown" }, { claims: ORG_CLAIMS })).toBe("team_restricted");
    expect(ask({ permission: READ_BILLING, team: "unknown" }, { claims: ORG_CLAIMS })).toBe(
      "team_restricted",
    );
    expect(ask({ permission: LIST_MEMBERS, team: "web", project: "unknown" })).toBe("project_restricted");
    const changes: Change[] = [restrict({ restrictionMode: "notIn", projects: ["acme-blog-id"] })];
    expect(ask({ ...IN_SHOP, project: "unknown" }, { changes })).toBe("project_restricted");
  });

  test("in a project without a team is nowhere for a token of the organization", () => {
    expect(ask({ permission: READ_VALUES, project: "shop" }, { claims: ORG_CLAIMS })).toBe("team_restricted");
    expect(ask(IN_SHOP, { claims: ORG_CLAIMS })).toBe("allowed");
  });

  test("out of reach and a place that does not exist are refused in the same words, so that nobody learns which it is", () => {
    const claims = ORG_CLAIMS;
    const teams = [{ teamId, restrictions: UNRESTRICTED }];
    const definition: RoleDefinition = { ...ORG_ROLE, restrictions: { enabled: true, teams } };
    const onlyWeb: Change = { kind: "role_set", orgId, roleId: "acme-admin-id", slug: "admin", definition };
    const without = { permissionBits: "" };
    const changes: Change[] = [onlyWeb];
    for (const narrowing of [{}, without, { allowedIps: ["10.0.0.0/8"] }, { environments: [] }]) {
      for (const rest of [
        {},
        { project: "infra" },
        { environment: "dev" },
        { ip: "10.0.0.1" },
        { ip: "1.1.1.1" },
      ]) {
        const [hidden, absent] = ["ops", "unknown"].map((team) =>
          ask({ permission: READ_VALUES, ...rest, team }, { claims, changes, narrowing }),
        );
        expect(absent).toBe(hidden);
      }
    }
    const [hidden, absent] = ["infra", "unknown"].map((project) => ask({ ...IN_SHOP, team: "ops", project }));
    expect([hidden, absent]).toEqual(["team_restricted", "team_restricted"]);
    const modes = [
      { projects: ["acme-shop-id"] },
      { projects: ["acme-blog-id"], restrictionMode: "notIn" as const },
    ];
    for (const mode of modes) {
      for (const narrowing of [{}, without, { allowedIps: ["10.0.0.0/8"] }, { environments: [] }]) {
        const [hidden, absent] = ["blog", "unknown"].map((project) =>
          ask(
            { ...IN_SHOP, project },
            { changes: [restrict({ environments: ["dev"], ...mode })], narrowing },
          ),
        );
        expect(absent).toBe(hidden);
      }
    }
  });

  test("is cut down by the role's restriction and by the token's narrowing, each at once", () => {
    const dev = { ...IN_SHOP, environment: "dev" };
    expect(ask(dev, { changes: [restrict({ projects: [] })] })).toBe("project_restricted");
    expect(ask(dev, { changes: [restrict({ projects: ["acme-blog-id"] })] })).toBe("project_restricted");
    expect(ask(dev, { changes: [restrict({ projects: ["*"], environments: ["prod"] })] })).toBe(
      "environment_restricted",
    );
    expect(ask(dev, { narrowing: { projects: [] } })).toBe("project_restricted");
    expect(ask(dev, { narrowing: { environments: ["prod"] } })).toBe("environment_restricted");
    expect(ask(dev, { narrowing: { permissionBits: "" } })).toBe(`permission_missing: ${READ_VALUES}`);
    expect(ask(dev, { narrowing: { allowedIps: ["10.0.0.0/8"] } })).toBe("ip_not_allowed");
    expect(ask({ ...dev, ip: "10.1.2.3" }, { narrowing: { allowedIps: ["10.0.0.0/8"] } })).toBe("allowed");
  });

  test("a project made again under the same slug inherits nothing", () => {
    const again: Change[] = [
      restrict({ projects: ["acme-shop-id"] }),
      { kind: "project_deleted", orgId, teamId, projectId: "acme-shop-id" },
      { kind: "project_set", orgId, teamId, projectId: "acme-new-shop-id", slug: "shop" },
    ];
    expect(ask(IN_SHOP, { changes: again.slice(0, 1) })).toBe("allowed");
    expect(ask(IN_SHOP, { changes: again })).toBe("project_restricted");
  });
});

describe("a verdict", () => {
  test("names the revision it was decided at, and the principal when only the request is refused", () => {
    const [state, key] = [installed(), verifiedKey(TEAM_CLAIMS)];
    change(state);
    expect(check(state, key, IN_SHOP, NOW_SECONDS)).toMatchObject({
      revision: 2,
      principal: { tokenId: "token-1" },
    });
    const refused = check(state, key, { ...IN_SHOP, team: "ops" }, NOW_SECONDS);
    expect(refused).toMatchObject({ revision: 2, principal: { tokenId: "token-1" } });
  });

  test("that allows is made once per key and revision", () => {
    const [state, key] = [installed(), verifiedKey(TEAM_CLAIMS)];
    const first = check(state, key, IN_SHOP, NOW_SECONDS);
    expect(check(state, key, { permission: LIST_MEMBERS }, NOW_SECONDS + 1)).toBe(first);
    expect(authenticateKey(state, key, NOW_SECONDS)).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
    change(state);
    expect(check(state, key, IN_SHOP, NOW_SECONDS)).not.toBe(first);
  });

  test("is that of the state asked, when one key is asked at several", () => {
    const [here, there, key] = [installed(), installed(), verifiedKey(TEAM_CLAIMS)];
    change(there, { kind: "org_deleted", orgId });
    for (let round = 0; round < 2; round++) {
      expect(check(here, key, IN_SHOP, NOW_SECONDS).allowed).toBe(true);
      expect(check(there, key, IN_SHOP, NOW_SECONDS)).toMatchObject({ reason: "revoked" });
    }
  });
});
