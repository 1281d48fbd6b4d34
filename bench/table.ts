import { type Benchmark, type Row, show, showRatio } from "./figures.ts";

const HEADINGS = ["", "measured", "figure", "ours/theirs", "promised", "holds"] as const;
/** Columns that hold numbers read best when their ends meet. */
const ALIGNED_RIGHT = new Set([2, 3]);

type Line = readonly string[];

/** One table of all that was measured. */
export function tableOf(results: readonly { benchmark: Benchmark; rows: readonly Row[] }[]): string {
  const groups = results.map(({ benchmark, rows }) => [
    [benchmark.id.toUpperCase(), benchmark.title],
    ...rows.map(lineOf),
  ]);
  const lines = [[...HEADINGS], ...groups.flat()];
  // Titles and reasons run on to the right: only full lines give a column its width.
  const widths = HEADINGS.map((_, column) =>
    Math.max(...lines.filter((line) => line.length > 3).map((line) => (line[column] ?? "").length)),
  );
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  const body = groups.map((group) => group.map((line) => write(line, widths)).join("\n"));
  return [write([...HEADINGS], widths), rule, body.join("\n\n")].join("\n");
}

function lineOf({ what, figure, ratio, promise }: Row): Line {
  if (typeof figure === "string") return ["", what, `skipped: ${figure}`];
  return [
    "",
    what,
    show(figure),
    ratio === undefined ? "" : showRatio(ratio),
    promise?.text ?? "",
    promise === undefined ? "" : promise.holds ? "yes" : "NO",
  ];
}

function write(line: Line, widths: readonly number[]): string {
  const cells = line.map((cell, column) => {
    const width = widths[column] ?? 0;
    return ALIGNED_RIGHT.has(column) && line.length > 3 ? cell.padStart(width) : cell.padEnd(width);
  });
  return cells.join("  ").trimEnd();
}
