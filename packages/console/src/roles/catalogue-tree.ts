import { type Answer } from "../api/read.ts";

type Catalogue = Answer<"getCatalogue">;
export type TreePermission =
  Catalogue["scopes"][number]["categories"][number]["resources"][number]["permissions"][number];

/** A scope, a category or a resource of the catalogue. Its pattern names all below it, also what is added later. */
export interface TreeGroup {
  readonly pattern: string;
  readonly label: string;
  readonly groups: readonly TreeGroup[];
  /** Those that hang on it itself: on resources. */
  readonly permissions: readonly TreePermission[];
  /** All below it. */
  readonly all: readonly TreePermission[];
}

export function catalogueTree(catalogue: Catalogue, scopes: readonly string[]): TreeGroup[] {
  return catalogue.scopes
    .filter(({ scope }) => scopes.includes(scope))
    .map(({ scope, label, categories }) =>
      group(
        `${scope}:*`,
        label,
        categories.map(({ category, label: categoryLabel, resources }) =>
          group(
            `${scope}:${category}:*`,
            categoryLabel,
            resources.map(({ resource, label: resourceLabel, permissions }) =>
              group(`${scope}:${category}:${resource}:*`, resourceLabel, [], permissions),
            ),
          ),
        ),
      ),
    );
}

function group(
  pattern: string,
  label: string,
  groups: readonly TreeGroup[],
  permissions: readonly TreePermission[] = [],
): TreeGroup {
  return { pattern, label, groups, permissions, all: [...groups.flatMap(({ all }) => all), ...permissions] };
}

/** The tree with only those permissions left that are kept, and the groups that lead to them. */
export function keepInTree(
  tree: readonly TreeGroup[],
  keeps: (permission: TreePermission) => boolean,
): TreeGroup[] {
  return tree
    .map(({ pattern, label, groups, permissions }) =>
      group(pattern, label, keepInTree(groups, keeps), permissions.filter(keeps)),
    )
    .filter(({ all }) => all.length > 0);
}
