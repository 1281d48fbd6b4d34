/** What one benchmark brings to the table: one row per thing that was measured side by side. */
export interface Row {
  readonly what: string;
  /** The median, or the reason why this did not run here. */
  readonly figure: Figure | string;
  /** How many times the peer's figure ours is, counted so that more than 1 is better for us. */
  readonly ratio?: number;
  /** What promises.md says of this row, and whether the figure keeps it. */
  readonly promise?: { readonly text: string; readonly holds: boolean };
}

export interface Figure {
  readonly value: number;
  readonly unit: "/s" | "ms" | "MB" | "ratio";
}

/** One promise of promises.md and the measurement that holds it. */
export interface Benchmark {
  readonly id: string;
  readonly title: string;
  measure(): Promise<readonly Row[]>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new Error("a median needs at least one value");
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}

export const perSecond = (value: number): Figure => ({ value, unit: "/s" });
export const milliseconds = (value: number): Figure => ({ value, unit: "ms" });
export const megabytes = (bytes: number): Figure => ({ value: bytes / 1e6, unit: "MB" });

export function show({ value, unit }: Figure): string {
  if (unit === "ratio") return value.toFixed(2);
  return `${Math.round(value).toLocaleString("en")} ${unit}`;
}

export function showRatio(ratio: number): string {
  return `${ratio < 100 ? ratio.toPrecision(2) : Math.round(ratio).toLocaleString("en")} x`;
}
