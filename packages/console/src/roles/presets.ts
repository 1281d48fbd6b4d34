import type { TreeGroup, TreePermission } from "./catalogue-tree.ts";
import type { Patterns } from "./patterns.ts";

interface Preset {
  readonly label: string;
  readonly description: string;
  readonly patterns: (tree: readonly TreeGroup[]) => Patterns;
}

const LOOKS = /^(read|list|view)(-|$)/;
const CHANGES = /^(read|list|view|create|update)(-|$)/;
const MAKES_OR_ENDS = /^(create|delete|manage)(-|$)/;

/** Good beginnings for a role. None but the last holds anything sensitive. */
export const PRESETS: readonly Preset[] = [
  { label: "Nothing", description: "Tick what is needed, and no more.", patterns: () => [] },
  {
    label: "Read only",
    description: "Look at everything; no values of secrets.",
    patterns: (tree) => harmless(tree, (permission) => LOOKS.test(actionOf(permission))),
  },
  {
    label: "Deploy",
    description: "Use and change what is in projects; nothing made, nothing deleted.",
    patterns: (tree) =>
      harmless(
        tree,
        (permission) => permission.startsWith("project:") && !MAKES_OR_ENDS.test(actionOf(permission)),
      ),
  },
  {
    label: "Read, make and change",
    description: "Nothing deleted, no values of secrets.",
    patterns: (tree) => harmless(tree, (permission) => CHANGES.test(actionOf(permission))),
  },
  {
    label: "Everything",
    description: "Also what the catalogue gains later.",
    patterns: (tree) => tree.map(({ pattern }) => pattern),
  },
];

function harmless(tree: readonly TreeGroup[], keeps: (permission: string) => boolean): string[] {
  return tree
    .flatMap(({ all }) => all)
    .filter((one: TreePermission) => !one.sensitive && !one.deprecated && keeps(one.permission))
    .map(({ permission }) => permission);
}

function actionOf(permission: string): string {
  return permission.slice(permission.lastIndexOf(":") + 1);
}
