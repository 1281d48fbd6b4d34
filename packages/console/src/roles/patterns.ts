import { matchesPattern } from "@keywright/policy";
import type { TreeGroup } from "./catalogue-tree.ts";

/** What a role lists, in one list: permissions, and wildcards such as `project:secrets:*`. */
export type Patterns = readonly string[];

export function holdsPermission(patterns: Patterns, permission: string): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, permission));
}

/** Whether a wildcard names all of the group, and so also what the catalogue gains later. */
export function holdsLater(patterns: Patterns, { pattern }: TreeGroup): boolean {
  return patterns.some((held) => held.endsWith(":*") && pattern.startsWith(held.slice(0, -1)));
}

export function withPermission(tree: readonly TreeGroup[], patterns: Patterns, permission: string): Patterns {
  return holdsPermission(patterns, permission)
    ? [...split(tree, patterns, permission)].filter((pattern) => pattern !== permission)
    : [...patterns, permission];
}

/** Adds what is in the group now, by name, or takes all of it away. */
export function withGroup(
  tree: readonly TreeGroup[],
  patterns: Patterns,
  group: TreeGroup,
  held: boolean,
): Patterns {
  if (!held) return split(tree, patterns, group.pattern).filter((pattern) => !isBelow(pattern, group));
  const missing = group.all.filter(
    ({ permission, deprecated }) => !deprecated && !holdsPermission(patterns, permission),
  );
  return [...patterns, ...missing.map(({ permission }) => permission)];
}

/** With the wildcard, or instead of it with the names of all that it stands for now. */
export function withLater(
  tree: readonly TreeGroup[],
  patterns: Patterns,
  group: TreeGroup,
  later: boolean,
): Patterns {
  const others = split(tree, patterns, group.pattern).filter((pattern) => !isBelow(pattern, group));
  return later ? [...others, group.pattern] : [...others, ...group.all.map(({ permission }) => permission)];
}

function isBelow(pattern: string, group: TreeGroup): boolean {
  return pattern.startsWith(group.pattern.slice(0, -1));
}

/** Takes wildcards apart that reach above the target, so that what stands beside it stays as it was. */
function split(tree: readonly TreeGroup[], patterns: Patterns, target: string): Patterns {
  const path = target.replace(/\*$/, "");
  const above = (group: TreeGroup) => group.pattern !== target && path.startsWith(group.pattern.slice(0, -1));
  let parts = patterns;
  let group = tree.find(above);
  while (group) {
    const { pattern, groups, permissions } = group;
    if (parts.includes(pattern)) {
      const inside = [
        ...groups.map((one) => one.pattern),
        ...permissions.map(({ permission }) => permission),
      ];
      parts = [...new Set([...parts.filter((part) => part !== pattern), ...inside])];
    }
    group = groups.find(above);
  }
  return parts;
}
