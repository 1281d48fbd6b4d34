import { type Owned, owns } from "./key-schema.ts";

/** What is at a destination, as far as its platform shows it: null for a value that it keeps to itself. */
export interface Present {
  /** False where not even names can be read. Then `variables` is empty and says nothing. */
  readonly seesNames: boolean;
  readonly variables: ReadonlyMap<string, string | null>;
}

/** Fingerprints of what this sync put there. `tried`: it may have arrived or not. */
export interface Known {
  readonly delivered: string | null;
  readonly tried: string | null;
}

export interface Standing {
  /** What is to be there, by the names at the destination. */
  readonly wanted: ReadonlyMap<string, string>;
  readonly present: Present;
  readonly known: ReadonlyMap<string, Known>;
  readonly owned: Owned;
  readonly deletes: boolean;
  /** Whether this sync has succeeded here before: until then nobody can have changed what it wrote. */
  readonly settled: boolean;
  fingerprint(name: string, value: string): string;
}

export interface Plan {
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
  /** What was read there and stays as it is. */
  readonly keep: ReadonlyMap<string, string>;
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly deleted: readonly string[];
  /** Of these, what others had changed since the sync last wrote. */
  readonly overwritten: readonly string[];
}

export interface Drift {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Makes what is there into what is wanted. With `everything`, also what nobody can tell to be different is sent. */
export function plan(standing: Standing, { everything }: { readonly everything: boolean }): Plan {
  const { wanted, present } = standing;
  const due = [...wanted].filter(([name, value]) => everything || !isDelivered(standing, name, value));
  const set = new Map(due.filter(([name, value]) => present.variables.get(name) !== value));
  const remove = standing.deletes ? superfluous(standing) : [];
  const created = [...set.keys()].filter((name) => !wasThere(standing, name));
  const updated = [...set.keys()].filter((name) => wasThere(standing, name));
  const { added, changed, removed } = driftOf(standing);
  const others = new Set(standing.settled ? [...added, ...changed, ...removed] : []);
  const overwritten = [...created, ...updated, ...remove].filter((name) => others.has(name));
  return { set, remove, keep: kept(present, set, remove), created, updated, deleted: remove, overwritten };
}

/** Takes away what of these names is there. */
export function planRemoval(
  { present, known, owned }: Pick<Standing, "present" | "known" | "owned">,
  names: Iterable<string>,
): Plan {
  const own = [...new Set([...names, ...known.keys()])].filter((name) => owns(owned, name));
  const remove = own.filter((name) => !present.seesNames || present.variables.has(name)).sort();
  const nothing = { set: new Map(), created: [], updated: [], overwritten: [] };
  return { ...nothing, remove, deleted: remove, keep: kept(present, new Map(), remove) };
}

/** What others have done to the sync's own names, as far as the platform lets it be seen. */
export function driftOf({ present, known, owned, fingerprint }: Omit<Standing, "wanted">): Drift {
  if (!present.seesNames) return { added: [], changed: [], removed: [] };
  const there = [...present.variables].filter(([name]) => owns(owned, name));
  return {
    added: there.filter(([name]) => !known.has(name)).map(([name]) => name),
    changed: there.filter(([name, value]) => isForeign(name, value)).map(([name]) => name),
    removed: [...known]
      .filter(([name, { delivered }]) => delivered !== null && !present.variables.has(name))
      .map(([name]) => name),
  };

  function isForeign(name: string, value: string | null): boolean {
    const ours = known.get(name);
    if (!ours || value === null) return false;
    const found = fingerprint(name, value);
    return found !== ours.delivered && found !== ours.tried;
  }
}

/** Whether it is known to be there. Where a value cannot be read, what was last delivered is believed. */
function isDelivered({ present, known, fingerprint }: Standing, name: string, value: string): boolean {
  const shown = present.variables.get(name);
  if (typeof shown === "string") return shown === value;
  if (present.seesNames && shown === undefined) return false;
  const ours = known.get(name);
  return ours !== undefined && ours.tried === null && ours.delivered === fingerprint(name, value);
}

function wasThere({ present, known }: Standing, name: string): boolean {
  if (present.seesNames) return present.variables.has(name);
  return (known.get(name)?.delivered ?? null) !== null;
}

function superfluous({ wanted, present, known, owned }: Standing): string[] {
  const there = present.seesNames ? present.variables.keys() : known.keys();
  return [...there].filter((name) => owns(owned, name) && !wanted.has(name));
}

function kept(
  { variables }: Present,
  set: ReadonlyMap<string, string>,
  remove: readonly string[],
): Map<string, string> {
  const gone = new Set(remove);
  const rest = [...variables].filter(([name]) => !set.has(name) && !gone.has(name));
  return new Map(rest.filter((entry): entry is [string, string] => entry[1] !== null));
}
