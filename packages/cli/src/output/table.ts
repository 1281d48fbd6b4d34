import Table from "cli-table3";
import { oneLine } from "./text.ts";
import type { Paint, Style } from "./colours.ts";

export interface Column<Row> {
  readonly head: string;
  /** What the cell says; nothing is shown as a dash. */
  readonly cell: (row: Row) => string | number | null | undefined;
  readonly align?: "left" | "right";
  readonly style?: (row: Row) => Style | undefined;
}

const NO_LINES = Object.fromEntries(
  [
    ...["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"],
    ...["left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle"],
  ].map((name) => [name, ""]),
);
const GAP = 2;

/** Aligned columns without lines between them: quiet to read, and cut apart by scripts. */
export function tableText<Row>(rows: readonly Row[], columns: readonly Column<Row>[], paint: Paint): string {
  const table = new Table({
    chars: NO_LINES,
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": GAP },
    head: columns.map(({ head }) => head && paint("dim", head)),
    colAligns: columns.map(({ align = "left" }) => align),
  });
  for (const row of rows) table.push(columns.map((column) => cellText(row, column, paint)));
  return withoutTrailingSpace(table.toString());
}

/** Names and values, one under the other. What has no value is left out. */
export function recordText(
  fields: readonly (readonly [label: string, value: string | number | null | undefined])[],
  paint: Paint,
): string {
  const given = fields.filter(([, value]) => value != null && value !== "");
  const width = Math.max(0, ...given.map(([label]) => label.length));
  return given
    .map(([label, value]) => `${paint("dim", label.padEnd(width + GAP))}${oneLine(String(value))}`)
    .join("\n");
}

function cellText<Row>(row: Row, { cell, style }: Column<Row>, paint: Paint): string {
  const value = cell(row);
  const text = value == null || value === "" ? "-" : oneLine(String(value));
  const given = text === "-" ? "dim" : style?.(row);
  return given === undefined || text === "" ? text : paint(given, text);
}

function withoutTrailingSpace(text: string): string {
  return text.replaceAll(/[ \t]+$/gm, "");
}
