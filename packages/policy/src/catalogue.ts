import { bitsOf, type Bits } from "./bits.ts";
import { isPermissionPattern, parsePermission, type Scope } from "./permission.ts";

/** One right of the installation. `bit` is its position for ever: compiled roles stay valid while the catalogue grows. */
export interface CatalogueEntry {
  readonly permission: string;
  readonly bit: number;
  readonly origin: "keywright" | "operator";
  readonly sensitive: boolean;
  readonly publishable: boolean;
  readonly deprecated: boolean;
}

/** Where a permission is found in a bit set and among the scopes. */
export interface Position {
  readonly bit: number;
  readonly scope: Scope;
}

/** The installation's permissions at one moment, indexed. */
export interface Catalogue {
  /** In order of their bits. */
  readonly entries: readonly CatalogueEntry[];
  /** How many permissions there are. */
  readonly size: number;
  readonly publishableBits: Bits;
  readonly scopeBits: Readonly<Record<Scope, Bits>>;
  entry(permission: string): CatalogueEntry | undefined;
  position(permission: string): Position | undefined;
  bitOf(permission: string): number | undefined;
  permissionAt(bit: number): string | undefined;
}

/**
 * Indexes the entries. Throws an Error for a malformed or repeated permission and for a repeated or impossible bit:
 * a catalogue in which one bit means two rights must never decide anything.
 */
export function buildCatalogue(entries: Iterable<CatalogueEntry>): Catalogue {
  const sorted = [...entries].map(settled).sort((a, b) => a.bit - b.bit);
  const byPermission = new Map<string, { entry: CatalogueEntry; position: Position }>();
  const byBit = new Map<number, string>();
  for (const entry of sorted) {
    const { permission, bit } = entry;
    const scope = parsePermission(permission)?.scope;
    if (scope === undefined) throw new Error(`Not a permission: ${permission}`);
    if (byPermission.has(permission)) throw new Error(`Permission listed twice: ${permission}`);
    if (byBit.has(bit)) throw new Error(`Bit ${bit} given to both ${byBit.get(bit)} and ${permission}`);
    byPermission.set(permission, { entry, position: { bit, scope } });
    byBit.set(bit, permission);
  }
  const indexed = [...byPermission.values()];
  const bitsIn = (scope: Scope) =>
    bitsOf(indexed.filter(({ position }) => position.scope === scope).map(({ position }) => position.bit));
  return {
    entries: sorted,
    size: sorted.length,
    publishableBits: bitsOf(sorted.filter((entry) => entry.publishable).map((entry) => entry.bit)),
    scopeBits: {
      platform: bitsIn("platform"),
      org: bitsIn("org"),
      team: bitsIn("team"),
      project: bitsIn("project"),
    },
    entry: (permission) => byPermission.get(permission)?.entry,
    position: (permission) => byPermission.get(permission)?.position,
    bitOf: (permission) => byPermission.get(permission)?.position.bit,
    permissionAt: (bit) => byBit.get(bit),
  };
}

/**
 * The permissions of one scope that the patterns name now. Fails closed: an unknown permission, a malformed pattern and
 * a pattern of another scope contribute nothing.
 */
export function expandPatterns(catalogue: Catalogue, scope: Scope, patterns: readonly string[]): Bits {
  return bitsOf(patterns.flatMap((pattern) => bitsNamed(catalogue, scope, pattern)));
}

function bitsNamed(catalogue: Catalogue, scope: Scope, pattern: string): readonly number[] {
  const exact = catalogue.position(pattern);
  if (exact !== undefined) return exact.scope === scope ? [exact.bit] : [];
  if (!pattern.endsWith("*") || !isPermissionPattern(pattern, scope)) return [];
  const prefix = pattern === "*" ? `${scope}:` : pattern.slice(0, -1);
  return catalogue.entries.filter((entry) => entry.permission.startsWith(prefix)).map((entry) => entry.bit);
}

/** Of two flags that contradict each other, the one that takes away holds. */
function settled(entry: CatalogueEntry): CatalogueEntry {
  return entry.sensitive && entry.publishable ? { ...entry, publishable: false } : entry;
}
