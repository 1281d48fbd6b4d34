import { OWN_PERMISSIONS, ROLE_PERMISSIONS_MAX } from "@keywright/contract";
import { type CatalogueEntry, MAX_BITS, SCOPES } from "@keywright/policy";
import type { Work } from "../changes/work.ts";
import { Refusal, refuseField } from "../refusal.ts";
import {
  catalogueEntries,
  listPermissionRows,
  listRolePatterns,
  lockCatalogue,
  type PermissionRow,
  upsertPermission,
} from "./queries.ts";

export { catalogueEntries };

/**
 * Bits are never given twice, so one day they are used up. Beyond the last one no catalogue could be built and nothing
 * decided any more. Coverage needs room above it for one permission below each wildcard of a role.
 */
const BITS_MAX = MAX_BITS - SCOPES.length * ROLE_PERMISSIONS_MAX;

export type OperatorPermission = Omit<CatalogueEntry, "bit" | "origin">;

const FLAGS = ["sensitive", "publishable", "deprecated"] as const;
const NO_FLAGS = { sensitive: false, publishable: false, deprecated: false };

/** At every start: a newer version may enforce more on itself. Answers whether anything changed. */
export async function ensureOwnPermissions(work: Work): Promise<boolean> {
  await lockCatalogue(work.tx);
  const own = Object.entries(OWN_PERMISSIONS).map(([permission, flags]) => ({
    ...NO_FLAGS,
    permission,
    ...flags,
  }));
  return storePermissions(work, "keywright", own);
}

/** Replaces the operator's part. A permission that a role names cannot go; one that a wildcard covers can. */
export async function replaceOperatorPermissions(
  work: Work,
  orgId: string,
  wanted: readonly OperatorPermission[],
): Promise<CatalogueEntry[]> {
  // A revision carries the whole catalogue and bits are given in turn: two at once would each miss the other's part.
  await lockCatalogue(work.tx);
  const before = (await catalogueEntries(work.tx)).filter((entry) => entry.origin === "operator");
  await storePermissions(work, "operator", wanted);
  const entries = await catalogueEntries(work.tx);
  work.changeAuthority(null, { kind: "catalogue_set", entries });
  const after = entries.filter((entry) => entry.origin === "operator");
  work.recordEvent({
    orgId,
    action: "catalogue.update",
    target: { type: "catalogue", id: "catalogue", key: "catalogue", name: "Permission catalogue" },
    ...auditFields(before, after),
  });
  return entries;
}

/** What came, what went, and whose flags are others now: publishable is authority too. */
function auditFields(before: readonly CatalogueEntry[], after: readonly CatalogueEntry[]) {
  const known = new Map(before.map((entry) => [entry.permission, entry]));
  const left = new Set(after.map(({ permission }) => permission));
  const isChanged = (entry: CatalogueEntry) => {
    const old = known.get(entry.permission);
    return old !== undefined && FLAGS.some((flag) => entry[flag] !== old[flag]);
  };
  const show = ({ permission, sensitive, publishable, deprecated }: CatalogueEntry) => ({
    permission,
    sensitive,
    publishable,
    deprecated,
  });
  const changed = after.filter(isChanged);
  return {
    before: {
      count: before.length,
      removed: before.filter(({ permission }) => !left.has(permission)).map(show),
      changed: changed.flatMap(({ permission }) => known.get(permission) ?? []).map(show),
    },
    after: {
      count: after.length,
      added: after.filter(({ permission }) => !known.has(permission)).map(show),
      changed: changed.map(show),
    },
  };
}

async function storePermissions(
  work: Work,
  origin: CatalogueEntry["origin"],
  wanted: readonly OperatorPermission[],
): Promise<boolean> {
  const rows = new Map((await listPermissionRows(work.tx)).map((row) => [row.permission, row]));
  let nextBit = Math.max(-1, ...[...rows.values()].map((row) => row.bit)) + 1;
  let changed = false;
  const keep = async (row: PermissionRow) => {
    const known = rows.get(row.permission);
    if (known && JSON.stringify(sortFlags(known)) === JSON.stringify(sortFlags(row))) return;
    changed = true;
    await upsertPermission(work.tx, row);
  };

  const wantedNames = new Set(wanted.map(({ permission }) => permission));
  const gone = [...rows.values()].filter(
    (row) => row.origin === origin && !row.removed && !wantedNames.has(row.permission),
  );
  await refuseInUse(
    work,
    gone.map(({ permission }) => permission),
  );
  for (const row of gone) await keep({ ...row, removed: true });
  for (const permission of wanted) {
    const known = rows.get(permission.permission);
    // Keywright's own part wins: the operator's template may name the same right.
    if (known?.origin === "keywright" && origin === "operator" && !known.removed) continue;
    const bit = known?.bit ?? nextBit++;
    if (bit >= BITS_MAX) throw noRoom();
    await keep({ ...permission, origin, removed: false, bit });
  }
  return changed;
}

function sortFlags({ permission, bit, origin, sensitive, publishable, deprecated, removed }: PermissionRow) {
  return { permission, bit, origin, sensitive, publishable, deprecated, removed };
}

async function refuseInUse(work: Work, permissions: readonly string[]): Promise<void> {
  if (permissions.length === 0) return;
  const roles = await listRolePatterns(work.tx);
  const holders: Record<string, string[]> = {};
  for (const permission of permissions) {
    const holding = roles.filter((role) =>
      Object.values(role.permissions).some((list) => list.includes(permission)),
    );
    if (holding.length > 0) {
      holders[permission] = holding.map(({ org, team, slug }) => [org, team, slug].filter(Boolean).join("/"));
    }
  }
  const [first] = Object.entries(holders);
  if (!first) return;
  throw new Refusal("permission_in_use", {
    detail: `${first[0]} is held by ${first[1].join(", ")}. Take it out of these roles first, or mark it deprecated.`,
    fields: holders,
  });
}

function noRoom(): Refusal {
  const message = `This installation has had ${BITS_MAX} permissions, removed ones included: there is no room for more.`;
  return refuseField("validation_failed", "permissions", message);
}
