import {
  buildCatalogue,
  type Catalogue,
  type PermissionPatterns,
  type Scope,
  SCOPES,
} from "@keywright/policy";

/** Longer than any permission may be: no catalogue and no role can name it. */
const NOT_YET = "z".repeat(256);
const SEGMENTS = 4;
/** Kept for each catalogue, so that issuing from the same few roles does not build the same again and again. */
const KEPT_MAX = 64;

const kept = new WeakMap<Catalogue, Map<string, Catalogue>>();

/**
 * The catalogue as it may be one day: with one more permission below each wildcard of these lists. Whoever holds these
 * too holds all that the wildcards will ever name.
 */
export function withLaterPermissions(catalogue: Catalogue, patterns: PermissionPatterns): Catalogue {
  const later = SCOPES.flatMap((scope) =>
    patterns[`${scope}Scope`]
      .filter((pattern) => pattern.endsWith("*"))
      .map((it) => permissionBelow(it, scope)),
  );
  if (later.length === 0) return catalogue;
  const name = [...new Set(later)].sort().join(" ");
  const known = kept.get(catalogue) ?? new Map<string, Catalogue>();
  kept.set(catalogue, known);
  const extended = known.get(name) ?? extend(catalogue, new Set(later));
  if (known.size >= KEPT_MAX) known.clear();
  known.set(name, extended);
  return extended;
}

/** The wildcard below which such a permission was put; undefined for one that there is. */
export function wildcardOf(permission: string): string | undefined {
  const end = permission.indexOf(`:${NOT_YET}`);
  return end === -1 ? undefined : `${permission.slice(0, end)}:*`;
}

function permissionBelow(wildcard: string, scope: Scope): string {
  const above = wildcard === "*" ? [scope] : wildcard.slice(0, -":*".length).split(":");
  return [...above, ...Array<string>(SEGMENTS - above.length).fill(NOT_YET)].join(":");
}

function extend(catalogue: Catalogue, permissions: ReadonlySet<string>): Catalogue {
  const firstBit = (catalogue.entries.at(-1)?.bit ?? -1) + 1;
  const flags = { origin: "operator", sensitive: false, publishable: false, deprecated: false } as const;
  const added = [...permissions].map((permission, index) => ({
    permission,
    bit: firstBit + index,
    ...flags,
  }));
  return buildCatalogue([...catalogue.entries, ...added]);
}
