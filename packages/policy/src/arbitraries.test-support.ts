import fc from "fast-check";
import type { Authority } from "./authority.ts";
import { bitsOf } from "./bits.ts";
import { encodeBits } from "./bits-text.ts";
import { buildCatalogue, type Catalogue, type CatalogueEntry } from "./catalogue.ts";
import { compileNarrowing, compileRole } from "./compile.ts";
import { IPS_IN_RANGE, type ModelNarrowing, type ModelPrincipal } from "./model.test-support.ts";
import type { NarrowingDefinition, ProjectRestriction, RoleDefinition } from "./role.ts";

/** A world small enough to ask every question in it. What ends in 9 is in the world, but nothing ever names it. */
export const WORLD = {
  permissions: [
    "platform:admin:orgs:create",
    "org:admin:teams:create",
    "org:billing:invoices:read",
    "team:admin:api-tokens:create",
    "team:admin:members:read",
    "project:secrets:secret-groups:read",
    "project:secrets:secret-groups:read-values",
    "project:secrets:syncs:read",
    "project:general:details:read",
  ],
  teamIds: ["t1", "t2", "t9"],
  projectIds: ["p1", "p2", "p3", "p9", undefined],
  environments: ["dev", "prod", "env9", undefined],
  ips: ["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3", "2001:db8::1", "192.0.2.9", undefined],
  origins: ["https://shop.example", "https://blog.example:8443", "https://other9.example", "null", undefined],
} as const;

/** Bits in no particular order and with gaps over a word's end, as a catalogue has them after years. */
const BITS = [40, 3, 31, 0, 64, 32, 7, 33, 95];

export const ENTRIES: readonly CatalogueEntry[] = WORLD.permissions.map((permission, index) => ({
  permission,
  bit: BITS[index]!,
  origin: "operator",
  sensitive: false,
  publishable: permission.endsWith(":read"),
  deprecated: false,
}));

export const CATALOGUE: Catalogue = buildCatalogue(ENTRIES);

const listed = <T>(values: readonly T[], maxLength = 3) =>
  fc.uniqueArray(fc.constantFrom(...values), { maxLength });
const teamId = fc.constantFrom("t1", "t2");
/** More often null than not: five narrowings at once would leave too little to tell right from wrong. */
const orNull = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 2, arbitrary });

/** With `wildcards`, also patterns; always also names that the catalogue does not have, and names of other scopes. */
function patterns(scope: string, wildcards: boolean): fc.Arbitrary<string[]> {
  const exact = [...WORLD.permissions, `${scope}:not:in:catalogue`];
  const tails = [
    "*",
    `${scope}:*`,
    "team:*",
    "project:secrets:*",
    "project:secrets:secret-groups:*",
    "org:admin:*",
    "project:sec*",
  ];
  const ofScope = exact.filter((permission) => permission.startsWith(`${scope}:`));
  const one = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...ofScope) },
    { weight: 1, arbitrary: fc.constantFrom(...exact) },
    { weight: wildcards ? 1 : 0, arbitrary: fc.constantFrom(...tails) },
  );
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant(ofScope) },
    { weight: 3, arbitrary: fc.array(one, { maxLength: 4 }) },
  );
}

const permissionPatterns = (wildcards: boolean) =>
  fc.record({
    platformScope: patterns("platform", wildcards),
    orgScope: patterns("org", wildcards),
    teamScope: patterns("team", wildcards),
    projectScope: patterns("project", wildcards),
  });

export const projectRestriction: fc.Arbitrary<ProjectRestriction> = fc.record({
  enabled: fc.boolean(),
  projects: fc.oneof(
    { weight: 4, arbitrary: listed(["p1", "p2", "p3"]) },
    { weight: 1, arbitrary: fc.constant(["*"]) },
    { weight: 1, arbitrary: listed(["p1", "*"]) },
  ),
  restrictionMode: fc.constantFrom("in", "notIn"),
  environments: orNull(listed(["dev", "prod"])),
});

const teamRole = (wildcards: boolean): fc.Arbitrary<RoleDefinition> =>
  fc.record({
    level: fc.constant("team"),
    teamId,
    permissions: permissionPatterns(wildcards),
    restrictions: projectRestriction,
  });

const orgRole = (wildcards: boolean): fc.Arbitrary<RoleDefinition> =>
  fc.record({
    level: fc.constant("org"),
    permissions: permissionPatterns(wildcards),
    restrictions: fc.record({
      enabled: fc.boolean(),
      teams: fc.uniqueArray(fc.record({ teamId, restrictions: projectRestriction }), {
        maxLength: 2,
        selector: (team) => team.teamId,
      }),
    }),
  });

export const role = fc.oneof(teamRole(true), orgRole(true));
export const roleWithoutWildcards = fc.oneof(teamRole(false), orgRole(false));

export const modelNarrowing: fc.Arbitrary<ModelNarrowing> = fc.record({
  permissions: orNull(fc.subarray([...WORLD.permissions])),
  projects: orNull(listed(["p1", "p2", "p3"])),
  environments: orNull(listed(["dev", "prod"])),
  allowedIps: orNull(listed(Object.keys(IPS_IN_RANGE))),
  allowedOrigins: orNull(listed(["https://shop.example", "https://blog.example:8443", "null"])),
});

export const principal: fc.Arbitrary<ModelPrincipal> = fc.record({
  roles: fc.oneof({ weight: 9, arbitrary: fc.array(role, { minLength: 1, maxLength: 3 }) }, fc.constant([])),
  narrowing: orNull(modelNarrowing),
  publishableOnly: fc.nat({ max: 4 }).map((n) => n === 0),
});

export const request = fc.record({
  permission: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...WORLD.permissions) },
    fc.constantFrom("project:not:in:catalogue", "project:*", "*", ""),
  ),
  teamId: fc.constantFrom(...WORLD.teamIds, undefined),
  projectId: fc.constantFrom(...WORLD.projectIds),
  environment: fc.constantFrom(...WORLD.environments),
  ip: fc.constantFrom(...WORLD.ips),
  origin: fc.constantFrom(...WORLD.origins),
});

function narrowingDefinition(narrowing: ModelNarrowing) {
  const { permissions, projects, environments, allowedIps, allowedOrigins } = narrowing;
  return {
    ...(permissions && {
      permissionBits: encodeBits(bitsOf(permissions.map((permission) => CATALOGUE.bitOf(permission)!))),
    }),
    ...(projects && { projects }),
    ...(environments && { environments }),
    ...(allowedIps && { allowedIps }),
    ...(allowedOrigins && { allowedOrigins }),
  } satisfies NarrowingDefinition;
}

export function compiled(principal: ModelPrincipal, catalogue = CATALOGUE): Authority {
  const narrowing = principal.narrowing && compileNarrowing(narrowingDefinition(principal.narrowing));
  if (narrowing === undefined) throw new Error("A generated narrowing does not compile");
  const grants = principal.roles.map((definition) => compileRole(catalogue, definition));
  return { grants, narrowing, publishableOnly: principal.publishableOnly };
}
