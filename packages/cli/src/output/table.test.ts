import { expect, test } from "vitest";
import type { Paint } from "./colours.ts";
import { type Column, recordText, tableText } from "./table.ts";

const plain: Paint = (_style, text) => text;
const marked: Paint = (style, text) => `<${String(style)}>${text}</>`;

interface Row {
  readonly name: string;
  readonly tokens?: number;
}
const COLUMNS: readonly Column<Row>[] = [
  { head: "NAME", cell: ({ name }) => name, style: () => "bold" },
  { head: "TOKENS", cell: ({ tokens }) => tokens, align: "right" },
];

test("columns are aligned, numbers to the right, and what is missing is a dash", () => {
  const rows = [{ name: "ci-deploy", tokens: 7 }, { name: "日本", tokens: 1234 }, { name: "owner" }];
  expect(tableText(rows, COLUMNS, plain).split("\n")).toEqual([
    "NAME       TOKENS",
    "ci-deploy       7",
    "日本         1234",
    "owner           -",
  ]);
});

test("a name that holds what a terminal obeys stays a name, in its own line", () => {
  const text = tableText([{ name: "a\u001b[31m\nb\u202e", tokens: 0 }], COLUMNS, plain);
  expect(text.split("\n")[1]).toBe("a\u{fffd}[31m b\u{fffd}       0");
  expect(recordText([["Name", "a\r\nb\u0007"]], plain)).toBe("Name  a b\u{fffd}");
});

test("colours are put around the text, not into its width", () => {
  const [head, row] = tableText([{ name: "ci", tokens: 1 }], COLUMNS, marked).split("\n");
  expect(head).toContain("<dim>NAME</>");
  expect(row).toContain("<bold>ci</>");
});

test("a record leaves out what has no value, but not a zero", () => {
  const fields = [
    ["Team", undefined],
    ["Role", ""],
    ["Members", 0],
  ] as const;
  expect(recordText(fields, plain)).toBe("Members  0");
});
