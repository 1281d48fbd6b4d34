type Fields = Readonly<Record<string, unknown>>;
type Single = string | number | boolean | null;

export type Change =
  | { readonly field: string; readonly kind: "added" | "removed"; readonly values: readonly Single[] }
  | { readonly field: string; readonly kind: "changed"; readonly before: Single; readonly after: Single }
  | {
      readonly field: string;
      readonly kind: "list";
      readonly added: readonly Single[];
      readonly removed: readonly Single[];
    };

/** What an event says has changed, field by field; a list by what came and what went. */
export function changesBetween(before: Fields, after: Fields): Change[] {
  const old = flatten(before);
  const now = flatten(after);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((field) =>
    changeOf(field, old.get(field), now.get(field)),
  );
}

/** All that is known of a thing, for one that came or went whole. */
export function factsOf(fields: Fields): { field: string; values: readonly Single[] }[] {
  return [...flatten(fields)].map(([field, value]) => ({ field, values: listOf(value) }));
}

type Leaf = Single | readonly Single[];

function changeOf(field: string, before: Leaf | undefined, after: Leaf | undefined): Change[] {
  if (isNothing(before) && isNothing(after)) return [];
  if (isNothing(before)) return [{ field, kind: "added", values: listOf(after) }];
  if (isNothing(after)) return [{ field, kind: "removed", values: listOf(before) }];
  if (isList(before) || isList(after)) return listChange(field, listOf(before), listOf(after));
  return before === after ? [] : [{ field, kind: "changed", before, after }];
}

function listChange(field: string, before: readonly Single[], after: readonly Single[]): Change[] {
  const added = after.filter((value) => !before.includes(value));
  const removed = before.filter((value) => !after.includes(value));
  return added.length + removed.length === 0 ? [] : [{ field, kind: "list", added, removed }];
}

/** Nested fields by their path. Empty ones say nothing. */
function flatten(fields: Fields, path = ""): Map<string, Leaf> {
  const flat = new Map<string, Leaf>();
  for (const [name, value] of Object.entries(fields)) {
    const field = path ? `${path}.${name}` : name;
    if (isFields(value)) for (const [inner, leaf] of flatten(value, field)) flat.set(inner, leaf);
    else if (Array.isArray(value)) flat.set(field, value.map(single));
    else if (value !== undefined) flat.set(field, single(value));
  }
  return flat;
}

function single(value: unknown): Single {
  if (
    value === null ||
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean"
  ) {
    return value;
  }
  return isFields(value) ? wordsOf(value) : JSON.stringify(value);
}

/** One of a list of things: what it is called, and the rest behind it. */
function wordsOf(fields: Fields): string {
  const said = Object.entries(fields).filter(([, value]) => value !== false && value !== null);
  return said
    .map(([name, value]) => (typeof value === "string" ? value : `${name} ${JSON.stringify(value)}`))
    .join(", ");
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: Leaf): value is readonly Single[] {
  return Array.isArray(value);
}

function isNothing(value: Leaf | undefined): value is undefined | null {
  return value === undefined || value === null || value === "" || (isList(value) && value.length === 0);
}

function listOf(value: Leaf | undefined): readonly Single[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}
