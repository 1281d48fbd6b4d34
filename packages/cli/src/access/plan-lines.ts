import { differences, type FieldChange } from "./differences.ts";
import { effectLines } from "./effect-lines.ts";
import type { Foreseen } from "./effects.ts";
import { listed } from "./listed.ts";
import type { Catalogue, Step } from "./steps.ts";
import { titleOf } from "./titles.ts";

const SIGNS = { create: "+", edit: "~", delete: "-" } as const;

/** The plan as people read it, line by line. */
export function planLines(foreseen: readonly Foreseen[]): string[] {
  return foreseen.flatMap(({ step, effect }) => [
    `${SIGNS[step.action]} ${titleOf(step)}`,
    ...[...changeLines(step), ...effectLines(effect)].map((line) => `    ${line}`),
  ]);
}

/** What is there and not in the file, while nothing is to be taken away. */
export function leftLines(left: readonly Step[]): string[] {
  const names = left.flatMap((step) =>
    step.kind === "permissions" && step.action === "edit" ? removedFrom(step) : [titleOf(step)],
  );
  return names.length === 0 ? [] : [`Not in the file, and stays (--prune takes it away): ${listed(names)}`];
}

function removedFrom({ before, after }: { before: Catalogue; after: Catalogue }): string[] {
  const gone = Object.keys(before).filter((permission) => !(permission in after));
  return gone.map((permission) => `permission ${permission}`);
}

/** What the title says already is not said again, and what goes is not described. */
function changeLines(step: Step): string[] {
  if (step.kind === "member" || step.kind === "hold" || step.action === "delete") return [];
  if (step.kind === "permissions" && step.action === "edit") {
    return differences(flagsIn(step.before), flagsIn(step.after)).map(permissionLine);
  }
  return differences("before" in step ? step.before : undefined, step.after).flatMap(fieldLines);
}

function permissionLine({ field, before, after }: FieldChange): string {
  if (after === undefined) return `- ${field}`;
  return before === undefined
    ? `+ ${field}: ${shown(after)}`
    : `~ ${field}: ${shown(before)} → ${shown(after)}`;
}

function flagsIn(catalogue: Catalogue): Record<string, string> {
  const named = Object.entries(catalogue).map(([permission, flags]) => {
    const set = Object.entries(flags).filter(([, isSet]) => isSet);
    return [permission, set.map(([flag]) => flag).join(", ") || "no flags"] as const;
  });
  return Object.fromEntries(named);
}

function fieldLines({ field, before, after }: FieldChange): string[] {
  const was = before === undefined ? absent(field) : shown(before);
  const willBe = after === undefined ? absent(field) : shown(after);
  if (before === undefined) return isList(after) && after.length === 0 ? [] : [`${field}: ${willBe}`];
  if (!isList(before) || !isList(after)) return [`${field}: ${was} → ${willBe}`];
  const [had, has] = [before.map(shown), after.map(shown)];
  const added = has.filter((item) => !had.includes(item)).map((item) => `${field}: + ${item}`);
  const removed = had.filter((item) => !has.includes(item)).map((item) => `${field}: - ${item}`);
  const reordered = added.length + removed.length === 0;
  return reordered ? [`${field}: ${was} → ${willBe}`] : [...added, ...removed];
}

/** Where nothing restricts, all is reached: to say "none" of it would read as the contrary. */
function absent(field: string): string {
  return /^(restrictions|narrowing)\./.test(field) ? "all" : "none";
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "none";
  if (isList(value)) return value.length === 0 ? "none" : value.map(shown).join(", ");
  if (typeof value === "string") return value;
  if (typeof value !== "object") return JSON.stringify(value);
  return Object.entries(value)
    .map(([field, part]) => `${field} ${shown(part)}`)
    .join(" ");
}
