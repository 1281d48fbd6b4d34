import { randomId } from "../api/random-id.ts";
import { type Entry, type GroupValues, type Part, PARTS } from "./group-values.ts";

/** One value while it is edited. The id outlives renaming. */
export interface EditorRow {
  readonly id: string;
  readonly part: Part;
  readonly name: string;
  readonly entry: Entry;
  readonly shown: boolean;
}

export function newRow(part: Part, name = "", entry: Entry = { data: "" }, shown = true): EditorRow {
  return { id: randomId(), part, name, entry, shown };
}

export function rowsOf(values: GroupValues): EditorRow[] {
  return PARTS.flatMap((part) => [...values[part]].map(([name, entry]) => newRow(part, name, entry, false)));
}

export function valuesIn(rows: readonly EditorRow[]): GroupValues {
  const of = (part: Part) =>
    new Map(rows.filter((row) => row.part === part).map(({ name, entry }) => [name, entry]));
  return { variables: of("variables"), files: of("files") };
}

/** The first one keeps the name; the others are told. */
export function isTaken(rows: readonly EditorRow[], { id, part, name }: EditorRow): boolean {
  return name !== "" && rows.find((row) => row.part === part && row.name === name)?.id !== id;
}
