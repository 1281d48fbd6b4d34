import type { Answer } from "../api/read.ts";

export const PARTS = ["variables", "files"] as const;
export type Part = (typeof PARTS)[number];

/** A variable's value, or a file's content in its encoding. */
export interface Entry {
  readonly data: string;
  readonly encoding?: string;
}
/** A map, because a variable may be called `constructor`. */
export type Entries = ReadonlyMap<string, Entry>;
export type GroupValues = { readonly [P in Part]: Entries };

type Secrets = Answer<"getSecretGroup">["secrets"];

export function valuesOf({ variables, files }: Secrets): GroupValues {
  return {
    variables: new Map(Object.entries(variables).map(([name, data]) => [name, { data }])),
    files: new Map(Object.entries(files)),
  };
}

/** As the API takes them: a part that is named replaces that part whole. */
export function secretsOf(values: GroupValues, parts: readonly Part[]) {
  const { variables, files } = values;
  const variable = ([name, { data }]: [string, Entry]) => [name, data] as const;
  const file = ([name, { data, encoding = "utf-8" }]: [string, Entry]) => [name, { data, encoding }] as const;
  return {
    ...(parts.includes("variables") && { variables: Object.fromEntries([...variables].map(variable)) }),
    ...(parts.includes("files") && { files: Object.fromEntries([...files].map(file)) }),
  };
}

export function sameEntry(a: Entry | undefined, b: Entry | undefined): boolean {
  return a?.data === b?.data && a?.encoding === b?.encoding;
}

export function sameEntries(a: Entries, b: Entries): boolean {
  return a.size === b.size && [...a].every(([name, entry]) => b.has(name) && sameEntry(entry, b.get(name)));
}
