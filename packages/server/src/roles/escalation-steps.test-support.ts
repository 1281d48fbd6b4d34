import fc from "fast-check";
import type { OrgRoleBody, TeamRoleBody, TokenBody } from "../../test/tenants.ts";
import { DATA, ENVIRONMENT, PROJECTS, RANGES } from "./authority-model.test-support.ts";

// Steps are plain data: who and what are numbers, taken modulo what there is when their turn comes. So they can be shrunk.

export type RoleSpec = Pick<TeamRoleBody, "permissions" | "restrictions">;
export type OrgRoleSpec = Pick<OrgRoleBody, "permissions" | "restrictions">;
export type Narrowing = NonNullable<TokenBody["narrowing"]>;

interface Common {
  readonly by: number;
  readonly which: number;
  readonly team: number;
  readonly name: number;
}
interface Details {
  make: { readonly spec: RoleSpec };
  put: { readonly spec: RoleSpec };
  edit: { readonly spec: Partial<RoleSpec> };
  makeOrg: { readonly spec: OrgRoleSpec };
  putOrg: { readonly spec: OrgRoleSpec };
  editOrg: { readonly spec: Partial<OrgRoleSpec> };
  issue: { readonly narrowing: Narrowing | null };
  derive: { readonly narrowing: Narrowing | null };
  trust: { readonly narrowing: Narrowing | null };
  rotate: object;
  grant: object;
  invite: object;
  deleteRole: object;
  newTeam: { readonly withOwner: boolean };
  createProject: object;
  deleteProject: object;
}
export type Kind = keyof Details;
export type StepOf<K extends Kind> = { [P in K]: Common & { readonly kind: P } & Details[P] }[K];
export type Step = StepOf<Kind>;

export const TEAM = [
  "team:admin:roles:manage",
  "team:admin:api-tokens:create",
  "team:admin:api-tokens:read",
  "team:admin:trust-rules:create",
  "team:admin:members:manage",
  "team:admin:team:read",
];
export const PROJECT = ["project:projects:manage:read", "project:projects:manage:create", ...DATA];
export const ORG = [
  "org:admin:roles:manage",
  "org:admin:api-tokens:create",
  "org:admin:members:manage",
  "org:team:general:create",
];
const WILD = {
  team: ["*", "team:*", "team:admin:*", "team:admin:api-tokens:*"],
  project: ["project:data:*", "project:data:rows:*", "project:projects:*", "project:*", "*"],
  org: ["*", "org:*", "org:admin:*", "org:team:general:*"],
  platform: ["*", "platform:admin:organizations:read"],
};

/** Mostly all or some of the exact ones, now and then a wildcard. */
function patterns(exact: readonly string[], wild: readonly string[]): fc.Arbitrary<string[]> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant<string[]>([...exact]) },
    { weight: 5, arbitrary: fc.subarray<string>([...exact]) },
    { weight: 1, arbitrary: fc.constantFrom(...wild).map((one) => [one]) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.subarray([...exact]), fc.constantFrom(...wild))
        .map(([some, one]) => [...some, one]),
    },
    { weight: 1, arbitrary: fc.constant<string[]>([]) },
  );
}
const orNone = <T>(arbitrary: fc.Arbitrary<T>, weight = 2) =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const given = <T extends object>(record: T) =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

const restriction = fc.record({
  enabled: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
  projects: fc.oneof(
    { weight: 4, arbitrary: fc.subarray([...PROJECTS], { minLength: 1 }) },
    { weight: 1, arbitrary: fc.constant(["*"]) },
  ),
  restrictionMode: fc.oneof(
    { weight: 2, arbitrary: fc.constant("in" as const) },
    fc.constant("notIn" as const),
  ),
  environments: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.constant<string[]>([ENVIRONMENT])),
});

const permissions = fc.record({
  teamScope: patterns(TEAM, WILD.team),
  projectScope: patterns(PROJECT, WILD.project),
});
const roleSpec: fc.Arbitrary<RoleSpec> = fc
  .record({ permissions, restrictions: orNone(restriction) })
  .map((spec) => given(spec) as RoleSpec);
const orgRestriction = fc.record({
  enabled: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
  teams: fc.uniqueArray(fc.record({ teamId: fc.constantFrom("alpha", "beta"), restrictions: restriction }), {
    minLength: 1,
    maxLength: 2,
    selector: ({ teamId }) => teamId,
  }),
});
const orgRoleSpec: fc.Arbitrary<OrgRoleSpec> = fc
  .record({
    permissions: fc
      .tuple(permissions, patterns(ORG, WILD.org), orNone(patterns([], WILD.platform), 12))
      .map(([below, orgScope, platformScope]) => ({
        ...below,
        orgScope,
        ...(platformScope && { platformScope }),
      })),
    restrictions: orNone(orgRestriction),
  })
  .map((spec) => given(spec) as OrgRoleSpec);

const narrowing: fc.Arbitrary<Narrowing> = fc
  .record({
    permissions: orNone(fc.subarray([...TEAM, ...PROJECT, ...ORG], { minLength: 1, maxLength: 3 }), 1),
    projects: orNone(fc.subarray([...PROJECTS], { minLength: 1 }), 3),
    environments: orNone(fc.constant<string[]>([ENVIRONMENT]), 4),
    allowedIps: orNone(fc.subarray(Object.keys(RANGES), { minLength: 1 })),
  })
  .map((spec) => given(spec) as Narrowing);

const part = <T>(spec: fc.Arbitrary<T>): fc.Arbitrary<Partial<T>> =>
  fc.tuple(spec, fc.constantFrom("permissions", "restrictions", "both")).map(([whole, kept]) => {
    if (kept === "both") return whole;
    return given({ [kept]: whole[kept as keyof T] }) as unknown as Partial<T>;
  });

const index = fc.nat({ max: 40 });
const common = { by: index, which: index, team: index, name: fc.nat({ max: 5 }) };
type Arbitraries<T> = { [P in keyof T]: fc.Arbitrary<T[P]> };
function step<K extends Kind>(weight: number, kind: K, more: Arbitraries<Details[K]>) {
  const record = fc.record({ kind: fc.constant(kind), ...common, ...more });
  return { weight, arbitrary: record as unknown as fc.Arbitrary<Step> };
}

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    step(5, "make", { spec: roleSpec }),
    step(2, "put", { spec: roleSpec }),
    step(4, "edit", { spec: part(roleSpec) }),
    step(3, "makeOrg", { spec: orgRoleSpec }),
    step(1, "putOrg", { spec: orgRoleSpec }),
    step(2, "editOrg", { spec: part(orgRoleSpec) }),
    step(8, "issue", { narrowing: fc.oneof(fc.constant(null), narrowing) }),
    step(4, "derive", { narrowing: fc.oneof(fc.constant(null), narrowing) }),
    step(2, "trust", { narrowing: fc.oneof(fc.constant(null), narrowing) }),
    step(2, "rotate", {}),
    step(2, "grant", {}),
    step(1, "invite", {}),
    step(1, "deleteRole", {}),
    step(1, "newTeam", { withOwner: fc.boolean() }),
    step(1, "createProject", {}),
    step(1, "deleteProject", {}),
  ),
  { minLength: 20, maxLength: 40, size: "max" },
);
