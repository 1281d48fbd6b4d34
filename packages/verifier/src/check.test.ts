import {
  compileNarrowing,
  type NarrowingDefinition,
  type ProjectRestriction,
  type RoleDefinition,
} from "@keywright/policy";
import { describe, expect, test } from "vitest";
import type { Change } from "./changes.ts";
import { authenticateKey, check, type CheckRequest } from "./check.ts";
import type { KeyClaims } from "./claims.ts";
import {
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
import { AuthorityState } from "./state.ts";

const orgId = "acme-id";
const teamId = "acme-web-id";
const IN_SHOP: CheckRequest = { permission: READ_VALUES, team: "web", project: "shop" };

/** Asks at a state before and after these changes, so that whatever is remembered gets in the way; the last answer. */
function ask(
  request: CheckRequest,
  { claims = TEAM_CLAIMS, narrowing, changes = [], now = NOW_SECONDS }: Ask = {},
) {
  const state = installed();
  const key = verifiedKey(claims, narrowing === undefined ? null : (compileNarrowing(narrowing) ?? null));
  check(state, key, request, now);
  change(state, ...changes);
  const { allowed, ...verdict } = check(state, key, request, now);
  if (allowed) return "allowed";
  return "missing" in verdict
    ? `${verdict.reason}: ${verdict.missing}`
    : "reason" in verdict && verdict.reason;
}

interface Ask {
  claims?: KeyClaims;
  narrowing?: NarrowingDefinition;
  changes?: Change[];
  now?: number;
}

const restrict = (restriction: Partial<ProjectRestriction>): Change => ({
  kind: "role_set",
  orgId,
  roleId: "acme-web-admin-id",
  slug: "admin",
  definition: teamRole(teamId, { ...UNRESTRICTED, enabled: true, ...restriction }),
});

describe("the key itself", () => {
  const suspended: Change = { kind: "org_set", orgId, slug: "acme", suspended: true };
  const end = { orgId, endsAt: NOW_SECONDS, forgetAt: null, reason: "revoked" } as const;
  const tokenEnded: Change = { kind: "token_ended", id: "token-1", ...end };
  const keyEnded: Change = { kind: "key_ended", id: "key-1-of-token-1", ...end, reason: "expired" };
  const roleDeleted: Change = { kind: "role_deleted", orgId, roleId: "acme-web-admin-id" };
  const withdrawn: Change = { kind: "signing_keys_set", keys: [] };
  const reasonOf = (...changes: Change[]) => ask(IN_SHOP, { changes });

  test("is refused at once, with the reason, when its authority goes", () => {
    expect(reasonOf()).toBe("allowed");
    expect(reasonOf(suspended)).toBe("suspended");
    expect(reasonOf({ kind: "org_deleted", orgId })).toBe("revoked");
    expect(reasonOf(tokenEnded)).toBe("revoked");
    expect(reasonOf(keyEnded)).toBe("expired");
    expect(reasonOf(roleDeleted)).toBe("role_deleted");
    expect(reasonOf({ kind: "team_deleted", orgId, teamId })).toBe("role_deleted");
    expect(reasonOf(withdrawn)).toBe("bad_signature");
  });

  test("is refused for the first of several reasons", () => {
    const late = { ...TEAM_CLAIMS, exp: NOW_SECONDS };
    const early = { ...late, nbf: NOW_SECONDS + 1 };
    const all: Change[] = [suspended, tokenEnded, keyEnded, roleDeleted];
    expect(ask(IN_SHOP, { claims: early, changes: [withdrawn, ...all] })).toBe("bad_signature");
    expect(ask(IN_SHOP, { claims: early, changes: all })).toBe("not_yet_valid");
    expect(ask(IN_SHOP, { claims: late, changes: all })).toBe("expired");
    expect(ask(IN_SHOP, { changes: [tokenEnded, { kind: "org_deleted", orgId }] })).toBe("revoked");
    expect(reasonOf(...all)).toBe("suspended");
    expect(reasonOf(tokenEnded, keyEnded, roleDeleted)).toBe("revoked");
    expect(reasonOf(keyEnded, roleDeleted)).toBe("expired");
  });

  test("is valid from nbf on, and no longer at exp, to the second", () => {
    const claims = { ...TEAM_CLAIMS, nbf: 100, exp: 200 };
    const at = (now: number) => ask(IN_SHOP, { claims, now });
    expect([99, 99.9, 100, 199.9, 200, 1e12].map(at)).toEqual([
      "not_yet_valid",
      "not_yet_valid",
      "allowed",
      "allowed",
      "expired",
      "expired",
    ]);
  });

  test("lives until an end that lies ahead, and not a second more", () => {
    const changes: Change[] = [{ ...tokenEnded, endsAt: NOW_SECONDS + 5 }];
    expect(ask(IN_SHOP, { changes, now: NOW_SECONDS + 4 })).toBe("allowed");
    expect(ask(IN_SHOP, { changes, now: NOW_SECONDS + 5 })).toBe("revoked");
  });

  test("is refused when the time is not known", () => {
    const now = Number.NaN;
    expect(ask(IN_SHOP, { now })).toBe("stale");
    expect(ask(IN_SHOP, { now, claims: { ...TEAM_CLAIMS, exp: NOW_SECONDS } })).toBe("stale");
  });

  test("is stale, and not revoked, while the state is not known", () => {
    const empty = new AuthorityState();
    expect(check(empty, verifiedKey(TEAM_CLAIMS), IN_SHOP, NOW_SECONDS)).toMatchObject({ reason: "stale" });

    const [state, key] = [installed(), verifiedKey(TEAM_CLAIMS)];
    expect(check(state, key, IN_SHOP, NOW_SECONDS).allowed).toBe(true);
    expect(() => change(state, { kind: "unheard_of" } as never)).toThrow();
    expect(check(state, key, IN_SHOP, NOW_SECONDS)).toMatchObject({ reason: "stale" });
  });

  test.each([
    ["another team's", { ...TEAM_CLAIMS, role: "acme-ops-admin-id" }],
    ["its organization's, in a team token", { ...TEAM_CLAIMS, role: "acme-admin-id" }],
    ["a team's, in an organization token", { ...ORG_CLAIMS, role: "acme-web-admin-id" }],
    ["another organization's", { ...TEAM_CLAIMS, role: "globex-web-admin-id" }],
    [
      "in a team of another organization",
      { ...TEAM_CLAIMS, team: "globex-web-id", role: "globex-web-admin-id" },
    ],
    ["unknown", { ...TEAM_CLAIMS, role: "nothing" }],
    ["its organization's, in an unknown team", { ...TEAM_CLAIMS, team: "nothing", role: "acme-admin-id" }],
  ])("has no role when the one it claims is %s", (_, claims) => {
    expect(ask({ permission: LIST_MEMBERS }, { claims })).toBe("role_deleted");
  });
});

describe("authenticateKey", () => {
  test("tells who holds the key, and when it ends as far as is known", () => {
    const state = installed();
    const claims = { ...TEAM_CLAIMS, exp: NOW_SECONDS + 100 };
    const key = verifiedKey(claims);
    expect(authenticateKey(state, key, NOW_SECONDS)).toMatchObject({
      allowed: true,
      revision: 1,
      principal: {
        tokenId: "token-1",
        keyId: "key-1-of-token-1",
        orgId,
        teamId,
        roleId: "acme-web-admin-id",
        entityType: "team",
        publishable: false,
        issuedAt: NOW_SECONDS - 60,
        expiresAt: NOW_SECONDS + 100,
      },
    });
    const end = { orgId, endsAt: NOW_SECONDS + 50, forgetAt: null, reason: "expired" } as const;
    change(state, { kind: "key_ended", id: key.claims.jti, ...end });
    const verdict = authenticateKey(state, key, NOW_SECONDS);
    expect(verdict).toMatchObject({ revision: 2, principal: { expiresAt: NOW_SECONDS + 50 } });
  });

  test("knows no end for a key without expiry, and no team for a token of the organization", () => {
    const verdict = authenticateKey(installed(), verifiedKey(ORG_CLAIMS), NOW_SECONDS);
    expect(verdict).toMatchObject({ principal: { expiresAt: null, teamId: null } });
  });

  test("names no principal when it refuses: there is no authority left to hold", () => {
    const verdict = authenticateKey(installed(), verifiedKey({ ...TEAM_CLAIMS, exp: 1 }), NOW_SECONDS);
    expect(verdict).toEqual({ allowed: false, reason: "expired", revision: 1 });
  });
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
