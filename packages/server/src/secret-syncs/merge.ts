import { VARIABLE_VALUE_MAX_LENGTH, VariableName } from "@keywright/contract";
import { Refusal } from "../refusal.ts";
import { type Owned, unmapName } from "./key-schema.ts";
import type { Present } from "./plan.ts";

type Variables = ReadonlyMap<string, string>;

/** What of a destination is the sync's, by the names of the source. All of it can be put there, or it is refused. */
export function importable({ variables }: Pick<Present, "variables">, owned: Owned): Variables {
  const own = [...variables].flatMap(([there, value]) => {
    const name = unmapName(owned, there);
    return name === undefined ? [] : [{ there, name, value }];
  });
  const theirs = (entries: typeof own) => entries.map(({ there }) => there).join(", ");
  const hidden = own.filter(({ value }) => value === null);
  if (hidden.length > 0) throw refused(`The platform shows nobody the values of ${theirs(hidden)}`);
  const misnamed = own.filter(({ name }) => !VariableName.safeParse(name).success);
  if (misnamed.length > 0) throw refused(`A secret group cannot have variables called ${theirs(misnamed)}`);
  const large = own.filter(({ value }) => (value?.length ?? 0) > VARIABLE_VALUE_MAX_LENGTH);
  if (large.length > 0) throw refused(`These values are larger than a secret group keeps: ${theirs(large)}`);
  return new Map(own.map(({ name, value }) => [name, value ?? ""]));
}

/** Where both have a value, that of the preferred side. */
export function merge(source: Variables, imported: Variables, prefer: "source" | "destination"): Variables {
  return prefer === "source" ? new Map([...imported, ...source]) : new Map([...source, ...imported]);
}

function refused(what: string): Refusal {
  return new Refusal("validation_failed", { detail: `${what}. Nothing was imported.` });
}
