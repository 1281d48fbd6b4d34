import { type Entries, type Entry, sameEntry } from "./group-values.ts";

interface Merge {
  readonly merged: Entries;
  /** What both have made something else of; `merged` holds mine. */
  readonly conflicts: readonly string[];
}

/** My edits since `base`, done to what is there now. Nothing that somebody else did meanwhile is lost. */
export function mergeEntries(base: Entries, mine: Entries, theirs: Entries): Merge {
  const merged = new Map<string, Entry>();
  const conflicts: string[] = [];
  for (const name of new Set([...theirs.keys(), ...mine.keys(), ...base.keys()])) {
    const [before, my, their] = [base.get(name), mine.get(name), theirs.get(name)];
    const untouched = sameEntry(before, my);
    if (!untouched && !sameEntry(before, their) && !sameEntry(my, their)) conflicts.push(name);
    const kept = untouched ? their : my;
    if (kept) merged.set(name, kept);
  }
  return { merged, conflicts };
}
