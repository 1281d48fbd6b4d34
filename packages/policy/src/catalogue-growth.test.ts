import fc from "fast-check";
import { expect, test } from "vitest";
import {
  CATALOGUE,
  compiled,
  ENTRIES,
  principal,
  request,
  roleWithoutWildcards,
} from "./arbitraries.test-support.ts";
import { buildCatalogue, type CatalogueEntry } from "./catalogue.ts";
import { compileRole } from "./compile.ts";
import { decide } from "./decide.ts";
import type { RoleDefinition } from "./role.ts";

const added: CatalogueEntry[] = ["project:secrets:secret-groups:delete", "team:admin:roles:edit"].map(
  (permission, index) => ({ ...ENTRIES[0]!, permission, bit: [1, 96][index]!, publishable: true }),
);
const larger = buildCatalogue([...added, ...ENTRIES]);

const everything: RoleDefinition = {
  level: "team",
  teamId: "t1",
  permissions: { platformScope: [], orgScope: [], teamScope: ["*"], projectScope: ["*"] },
  restrictions: { enabled: false, projects: [], restrictionMode: "in", environments: null },
};
const holder = { roles: [everything], narrowing: null, publishableOnly: false };

test("a catalogue that grows changes no decision of roles without wildcards, compiled again or not", () => {
  const withoutWildcards = fc.tuple(principal, fc.array(roleWithoutWildcards, { maxLength: 3 }));
  fc.assert(
    fc.property(withoutWildcards, request, ([who, roles], asked) => {
      const before = decide(CATALOGUE, compiled({ ...who, roles }), asked);
      expect(decide(larger, compiled({ ...who, roles }, larger), asked)).toEqual(before);
      expect(decide(larger, compiled({ ...who, roles }), asked)).toEqual(before);
    }),
    { numRuns: 2_000 },
  );
});

test("a catalogue that grows gives an added permission to a wildcard only when the role is compiled again", () => {
  const asked = { permission: added[0]!.permission, projectId: "p1" };
  const authority = compiled(holder);
  expect(decide(larger, authority, asked)).toEqual({
    allowed: false,
    reason: "permission_missing",
    missing: asked.permission,
  });
  expect(decide(larger, { ...authority, grants: [compileRole(larger, everything)] }, asked)).toEqual({
    allowed: true,
  });
});

test("a permission that left the catalogue cannot be used, though its bit is still set", () => {
  const permission = added[0]!.permission;
  const authority = compiled(holder, larger);
  expect(decide(larger, authority, { permission, projectId: "p1" }).allowed).toBe(true);
  expect(decide(CATALOGUE, authority, { permission, projectId: "p1" }).allowed).toBe(false);
});
