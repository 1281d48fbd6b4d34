import { type CatalogueEntry, parsePermission, permissionLabel, SCOPES } from "@keywright/policy";

type Shown = Omit<CatalogueEntry, "bit"> & { label: string; action: string };

/** The catalogue as people read it: scope, category, resource, and the actions on it, in the order they were declared. */
export function catalogueTree(entries: readonly CatalogueEntry[]) {
  return {
    count: entries.length,
    scopes: SCOPES.map((scope) => {
      const inScope = entries.filter((entry) => parsePermission(entry.permission)?.scope === scope);
      return {
        scope,
        label: labelPart(inScope, 0),
        categories: groupBy(inScope, "category").map(([category, inCategory]) => ({
          category,
          label: labelPart(inCategory, 1),
          resources: groupBy(inCategory, "resource").map(([resource, permissions]) => ({
            resource,
            label: labelPart(permissions, 2),
            permissions: permissions.map(show),
          })),
        })),
      };
    }).filter(({ categories }) => categories.length > 0),
  };
}

function groupBy(
  entries: readonly CatalogueEntry[],
  part: "category" | "resource",
): [string, CatalogueEntry[]][] {
  const groups = new Map<string, CatalogueEntry[]>();
  for (const entry of entries) {
    const name = parsePermission(entry.permission)?.[part] ?? "";
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  return [...groups];
}

function labelPart(entries: readonly CatalogueEntry[], position: number): string {
  return permissionLabel(entries[0]?.permission ?? "").split(" > ")[position] ?? "";
}

function show({ bit: _bit, ...entry }: CatalogueEntry): Shown {
  const label = permissionLabel(entry.permission);
  return { ...entry, label, action: label.split(" > ").at(-1) ?? "" };
}
