import * as fc from "fast-check";
import { OWN_PERMISSIONS, TEAM } from "./world.test-support.ts";

const PROJECTS = ["api", "back-office", "web-shop"];
const ROLES = ["ci", "reader", "release"];
const PEOPLE = ["ada@example.com", "bob@example.com", "cy@example.com", "di@example.com"];
const OPERATOR_PERMISSIONS = [
  "org:shop:bills:read",
  "project:shop:orders:read",
  "project:shop:orders:refund",
  "team:shop:prices:read",
];
const members = fc.subarray(PEOPLE);
const FIXED = { team: ["owner"], org: ["operator", "owner"] };
const EDITABLE = { team: ["admin", "default"], org: ["admin"] };

type Level = "team" | "org";

/** What there is to be named. */
interface Pool {
  readonly projects: readonly string[];
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
}

/** Everything that names may be taken from, whether or not it exists. */
const ANYTHING: Pool = {
  projects: PROJECTS,
  roles: ROLES,
  permissions: [...OWN_PERMISSIONS, ...OPERATOR_PERMISSIONS],
};

/** Files that speak of everything, and name only what they speak of: the whole state of a server. */
export const wholeFiles: fc.Arbitrary<object> = fc
  .record({
    projects: fc.subarray(PROJECTS),
    roles: fc.subarray(ROLES),
    operators: fc.subarray(OPERATOR_PERMISSIONS),
  })
  .chain(({ projects, roles, operators }) => {
    const pool = { projects, roles, permissions: [...OWN_PERMISSIONS, ...operators] };
    return fc.record({
      team: fc.record({
        tokenPolicy: policy(),
        expiryNotices: notices(),
        projects: recordOf(projects, wholeProject()),
        roles: rolesOf("team", pool),
        trustRules: roles.length === 0 ? fc.constant({}) : someOf(["github", "gitlab"], trustRule(pool)),
      }),
      org: fc.record({ ...orgSettings(), roles: rolesOf("org", pool) }),
      platform: fc.record({ permissions: fc.tuple(...operators.map(operatorPermission)) }),
    });
  });

/** Files that speak of some things, and may name what does not exist. */
export const partialFiles: fc.Arbitrary<object> = fc.record(
  {
    team: fc.record(
      {
        tokenPolicy: policy(),
        expiryNotices: notices(),
        projects: someOf(PROJECTS, project()),
        roles: someOf(ROLES, role(ANYTHING, "team")),
        trustRules: someOf(["github", "gitlab"], trustRule(ANYTHING)),
      },
      { requiredKeys: [] },
    ),
    org: fc.record({ ...orgSettings(), roles: someOf(ROLES, role(ANYTHING, "org")) }, { requiredKeys: [] }),
    platform: fc.record({
      permissions: fc
        .subarray(OPERATOR_PERMISSIONS)
        .chain((permissions) => fc.tuple(...permissions.map(operatorPermission))),
    }),
  },
  { requiredKeys: [] },
);

function recordOf<T>(ids: readonly string[], value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  return fc.record(Object.fromEntries(ids.map((id) => [id, value])) as Record<string, fc.Arbitrary<T>>);
}

function someOf<T>(ids: readonly string[], value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  return fc.subarray([...ids]).chain((chosen) => recordOf(chosen, value));
}

function policy() {
  return fc.record({
    allowNoExpiry: fc.boolean(),
    maxLifetimeSeconds: fc.constantFrom(null, 3600, 86_400),
  });
}

function notices() {
  return fc.record({ days: fc.subarray([3, 14, 30]), email: fc.boolean() });
}

function orgSettings() {
  return { tokenPolicy: policy(), expiryNotices: notices(), personalTokensMax: fc.constantFrom(0, 10) };
}

function named() {
  return {
    name: fc.constantFrom("Web shop", "CI", "no", "2024", "Ünïcode – #", "a: b"),
    description: fc.constantFrom(null, "", "What it is for", "- [x] !"),
  };
}

function project() {
  const fields = {
    ...named(),
    environments: fc.subarray(["production", "staging", "dev"]),
    region: fc.constantFrom("eu", "us"),
    color: fc.constantFrom("#4f46e5", "#000000"),
  };
  return fc.record(fields, { requiredKeys: [] });
}

/** One that a trust rule may name with an environment. */
function wholeProject() {
  return fc.tuple(project(), fc.subarray(["staging", "dev"])).map(([fields, environments]) => ({
    ...fields,
    environments: ["production", ...environments],
  }));
}

function reach({ projects }: Pool): fc.Arbitrary<object> {
  const environments = fc.subarray(["production", "staging"], { minLength: 1 });
  const all = fc.record({ projects: fc.constant(["*"]), environments }, { requiredKeys: ["projects"] });
  if (projects.length === 0) return all;
  const listed = fc.record(
    {
      projects: fc.subarray([...projects], { minLength: 1 }),
      restrictionMode: fc.constantFrom("in", "notIn"),
      environments,
    },
    { requiredKeys: ["projects"] },
  );
  return fc.oneof(all, listed);
}

function definition(pool: Pool, level: Level) {
  const ofScope = (scope: string) =>
    fc.subarray([...pool.permissions.filter((permission) => permission.startsWith(`${scope}:`)), "*"]);
  const inTeam = { teamScope: ofScope("team"), projectScope: ofScope("project") };
  const inOrg = { platformScope: ofScope("platform"), orgScope: ofScope("org"), ...inTeam };
  const teams = fc.subarray([TEAM, "other"], { minLength: 1 }).chain((ids) => recordOf(ids, reach(pool)));
  return {
    ...named(),
    permissions: fc.record(level === "team" ? inTeam : inOrg),
    restrictions: level === "team" ? reach(pool) : fc.record({ teams }),
  };
}

function wholeRole(pool: Pool, level: Level) {
  return fc.record({ ...definition(pool, level), members }, { requiredKeys: ["permissions", "members"] });
}

function role(pool: Pool, level: Level) {
  const defined = { ...definition(pool, level), members };
  return fc.oneof(fc.record(defined, { requiredKeys: ["permissions"] }), fc.record({ members }));
}

function rolesOf(level: Level, pool: Pool) {
  return fc
    .tuple(
      recordOf([...pool.roles, ...EDITABLE[level]], wholeRole(pool, level)),
      recordOf(FIXED[level], fc.record({ members })),
    )
    .map(([defined, fixed]) => ({ ...defined, ...fixed }));
}

function trustRule({ roles, projects }: Pool) {
  return fc.record(
    {
      description: fc.constantFrom(null, "Deploys"),
      issuer: fc.constantFrom("https://gitlab.com", "https://token.actions.githubusercontent.com"),
      audience: fc.constantFrom("keywright", "https://keywright.example.com"),
      claims: fc.constantFrom(
        [{ claim: "repository_id", equals: ["12", "11"] }],
        [
          { claim: "project_id", equals: ["7"] },
          { claim: "environment", matches: "prod*" },
        ],
      ),
      roleId: fc.constantFrom(...roles),
      narrowing: fc.record({
        allowedIps: fc.constant(["10.0.0.0/8"]),
        ...(projects.length > 0 && {
          projects: fc.subarray([...projects], { minLength: 1 }),
          environments: fc.constant(["production"]),
        }),
      }),
      lifetimeSeconds: fc.constantFrom(300, 900),
    },
    { requiredKeys: ["issuer", "audience", "claims", "roleId"] },
  );
}

function operatorPermission(permission: string) {
  return fc.record(
    { permission: fc.constant(permission), sensitive: fc.boolean(), deprecated: fc.boolean() },
    { requiredKeys: ["permission"] },
  );
}
