import fc from "fast-check";
import { expect, test } from "vitest";
import { catalogueTree, type TreeGroup } from "./catalogue-tree.ts";
import {
  holdsLater,
  holdsPermission,
  type Patterns,
  withGroup,
  withLater,
  withPermission,
} from "./patterns.ts";

const leaf = (permission: string) => ({
  permission,
  label: permission,
  action: permission,
  origin: "operator" as const,
  sensitive: false,
  publishable: false,
  deprecated: false,
});
const resource = (path: string) => ({
  resource: path,
  label: path,
  permissions: ["read", "update"].map((action) => leaf(`${path}:${action}`)),
});
const category = (path: string) => ({
  category: path.split(":")[1] ?? "",
  label: path,
  resources: ["one", "two"].map((name) => ({ ...resource(`${path}:${name}`), resource: name })),
});
const tree = catalogueTree(
  {
    count: 16,
    scopes: ["team", "project"].map((scope) => ({
      scope,
      label: scope,
      categories: ["alpha", "beta"].map((name) => category(`${scope}:${name}`)),
    })),
  },
  ["team", "project"],
);
const withAllBelow = (group: TreeGroup): TreeGroup[] => [group, ...group.groups.flatMap(withAllBelow)];
const groups = tree.flatMap(withAllBelow);
const permissions = tree.flatMap(({ all }) => all.map(({ permission }) => permission));

const anyPatterns = fc.uniqueArray(
  fc.constantFrom(...permissions, ...groups.map(({ pattern }) => pattern), "project:gone:from:here"),
);
const anyGroup = fc.constantFrom(...groups);
const heldBy = (patterns: Patterns) => permissions.filter((one) => holdsPermission(patterns, one));
const isIn = (group: TreeGroup) => (one: string) => group.all.some(({ permission }) => permission === one);

test("pressing one box changes that permission and no other", () => {
  fc.assert(
    fc.property(anyPatterns, fc.constantFrom(...permissions), (patterns, pressed) => {
      const after = heldBy(withPermission(tree, patterns, pressed));
      const before = heldBy(patterns);
      expect(after.includes(pressed)).toBe(!before.includes(pressed));
      expect(after.filter((one) => one !== pressed)).toEqual(before.filter((one) => one !== pressed));
    }),
  );
});

test("pressing a group gives or takes all of it and nothing else", () => {
  fc.assert(
    fc.property(anyPatterns, anyGroup, fc.boolean(), (patterns, group, held) => {
      const after = heldBy(withGroup(tree, patterns, group, held));
      const isOutside = (one: string) => !isIn(group)(one);
      expect(after.filter(isIn(group))).toHaveLength(held ? group.all.length : 0);
      expect(after.filter(isOutside)).toEqual(heldBy(patterns).filter(isOutside));
    }),
  );
});

test("pressing a group never gives what is added later, and taking it leaves nothing that would", () => {
  fc.assert(
    fc.property(anyPatterns, anyGroup, fc.boolean(), (patterns, group, held) => {
      const later = holdsLater(withGroup(tree, patterns, group, held), group);
      expect(later).toBe(held && holdsLater(patterns, group));
    }),
  );
});

test("the wildcard of a group adds nothing beside it, and without it what it stood for stays", () => {
  fc.assert(
    fc.property(anyPatterns, anyGroup, fc.boolean(), (patterns, group, later) => {
      const whole = withGroup(tree, patterns, group, true);
      const after = withLater(tree, whole, group, later);
      expect(heldBy(after)).toEqual(heldBy(whole));
      expect(holdsLater(after, group)).toBe(later);
    }),
  );
});
