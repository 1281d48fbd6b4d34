import { type GroupValues, type Part, PARTS, sameEntries, sameEntry } from "./group-values.ts";
import { mergeEntries } from "./merge-values.ts";

interface Sides {
  /** What was there when I began. */
  readonly base: GroupValues;
  readonly mine: GroupValues;
  /** What is there now. */
  readonly theirs: GroupValues;
  /** Theirs as I was told of it, and decided that mine shall win. */
  readonly overruled?: GroupValues | undefined;
}

export interface SavePlan {
  /** Values that both edited; while there are any, nothing is to be written. */
  readonly conflicts: readonly string[];
  readonly values: GroupValues;
  /** Parts that are not already as they should be. */
  readonly edited: readonly Part[];
}

export function planSave({ base, mine, theirs, overruled }: Sides): SavePlan {
  const merges = {
    variables: mergeEntries(base.variables, mine.variables, theirs.variables),
    files: mergeEntries(base.files, mine.files, theirs.files),
  };
  const isOverruled = (part: Part, name: string) =>
    overruled !== undefined && sameEntry(overruled[part].get(name), theirs[part].get(name));
  const values = { variables: merges.variables.merged, files: merges.files.merged };
  return {
    conflicts: PARTS.flatMap((part) => merges[part].conflicts.filter((name) => !isOverruled(part, name))),
    values,
    edited: PARTS.filter((part) => !sameEntries(values[part], theirs[part])),
  };
}
