/** A finite or co-finite set of ids. */
export type IdSet =
  { readonly mode: "all" } | { readonly mode: "in" | "notIn"; readonly ids: ReadonlySet<string> };

export const ALL_IDS: IdSet = Object.freeze({ mode: "all" });
export const NO_IDS: IdSet = Object.freeze({ mode: "in", ids: new Set<string>() });

/** Whether the id is in the set. */
export function hasId(set: IdSet, id: string): boolean {
  return set.mode === "all" || set.ids.has(id) === (set.mode === "in");
}

/** The ids in either set. */
export function unionOfIds(a: IdSet, b: IdSet): IdSet {
  if (a.mode === "all" || b.mode === "all") return ALL_IDS;
  if (a.mode === "in" && b.mode === "in") return { mode: "in", ids: new Set([...a.ids, ...b.ids]) };
  // At least one side lists what it leaves out, and only what the other leaves out too stays out.
  const [leftOut, other] = a.mode === "notIn" ? [a.ids, b] : [b.ids, a];
  return { mode: "notIn", ids: new Set([...leftOut].filter((id) => !hasId(other, id))) };
}

/** The listed ids that are also in the set. */
export function idsAlsoIn(ids: ReadonlySet<string>, set: IdSet): IdSet {
  return { mode: "in", ids: new Set([...ids].filter((id) => hasId(set, id))) };
}
