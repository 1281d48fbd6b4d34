import type { Style } from "../../output/colours.ts";
import type { Column } from "../../output/table.ts";
import type { SyncRun } from "./shown.ts";

export interface Change {
  readonly sign: "+" | "~" | "-" | "";
  readonly variable: string;
}
export type Names = Pick<SyncRun, "created" | "updated" | "deleted">;

const STYLES = { "+": "green", "~": "yellow", "-": "red", "": undefined } as const satisfies Record<
  Change["sign"],
  Style | undefined
>;

export const CHANGE_COLUMNS = [
  { head: "", cell: ({ sign }) => sign, style: ({ sign }) => STYLES[sign] },
  { head: "VARIABLE", cell: ({ variable }) => variable },
] as const satisfies readonly Column<Change>[];

/** By name, as a person looks for them. */
export function changesOf({ created, updated, deleted }: Names): readonly Change[] {
  return [
    ...created.map((variable) => ({ sign: "+" as const, variable })),
    ...updated.map((variable) => ({ sign: "~" as const, variable })),
    ...deleted.map((variable) => ({ sign: "-" as const, variable })),
  ].toSorted((one, other) => (one.variable < other.variable ? -1 : 1));
}
