import type { Access } from "./access.ts";
import { differences } from "./differences.ts";
import type { Catalogue, StepOf, Subject } from "./steps.ts";

const SUBJECT: Subject<"permissions"> = { kind: "permissions", level: "platform", id: "catalogue" };

/** Roles may need what comes, and may not hold what goes any more: the one is first, the other last. */
export function planCatalogue(wanted: Access["platform"], present: Access["platform"]) {
  if (!wanted?.permissions) return { upserts: [], deletions: [] };
  const before = catalogueOf(present?.permissions);
  const after = catalogueOf(wanted.permissions);
  const between = { ...before, ...after };
  return { upserts: edit(before, between), deletions: edit(between, after) };
}

function catalogueOf(permissions: NonNullable<Access["platform"]>["permissions"] = new Map()): Catalogue {
  return Object.fromEntries(permissions);
}

function edit(before: Catalogue, after: Catalogue): StepOf<"permissions">[] {
  return differences(before, after).length === 0 ? [] : [{ ...SUBJECT, action: "edit", before, after }];
}
