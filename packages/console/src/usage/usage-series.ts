import { permissionLabel } from "@keywright/policy";
import type { Answer } from "../api/read.ts";

export type Usage = Answer<"getTokenUsage">;
export type Use = Usage["totals"][number];

const NAMED = 5;
const HOUR_MS = 3600 * 1000;

export interface Bar {
  readonly start: Date;
  /** One count for each series. */
  readonly counts: readonly number[];
  readonly total: number;
}

export interface Chart {
  /** The most frequent permissions, then all others, then what was refused. Those that are empty are left out. */
  readonly series: readonly { readonly label: string; readonly isRefused: boolean }[];
  readonly bars: readonly Bar[];
  readonly highest: number;
}

export function isRefused({ verdict }: Pick<Use, "verdict">): boolean {
  return verdict !== "allowed";
}

/** One bar for every hour or day of the time asked for, also where nothing happened. */
export function chartOf(usage: Usage): Chart {
  const named = mostUsed(usage.totals);
  const labels = [...named.map(nameOf), "Other permissions", "Refused"];
  const indexOf = (use: Use) => {
    if (isRefused(use)) return labels.length - 1;
    const index = named.indexOf(use.permission);
    return index === -1 ? labels.length - 2 : index;
  };
  const byStart = new Map<number, number[]>();
  for (const bucket of usage.buckets) {
    const atMs = Date.parse(bucket.start);
    const counts = byStart.get(atMs) ?? labels.map(() => 0);
    const index = indexOf(bucket);
    counts[index] = (counts[index] ?? 0) + bucket.count;
    byStart.set(atMs, counts);
  }
  const used = labels.map((_, index) => [...byStart.values()].some((counts) => (counts[index] ?? 0) > 0));
  const bars = startsOf(usage).map((atMs) => barOf(atMs, byStart.get(atMs), used));
  const series = labels.map((label, index) => ({ label, isRefused: index === labels.length - 1 }));
  return {
    series: series.filter((_, index) => used[index]),
    bars,
    highest: Math.max(1, ...bars.map(({ total }) => total)),
  };
}

function barOf(atMs: number, all: readonly number[] | undefined, used: readonly boolean[]): Bar {
  const counts = used.map((_, index) => all?.[index] ?? 0).filter((_, index) => used[index]);
  return { start: new Date(atMs), counts, total: counts.reduce((sum, count) => sum + count, 0) };
}

function mostUsed(totals: readonly Use[]): (string | null)[] {
  const counts = new Map<string | null, number>();
  for (const use of totals) {
    if (!isRefused(use)) counts.set(use.permission, (counts.get(use.permission) ?? 0) + use.count);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.slice(0, NAMED).map(([permission]) => permission);
}

export function nameOf(permission: string | null): string {
  return permission === null ? "No permission asked for" : permissionLabel(permission);
}

function startsOf({ after, before, groupBy }: Usage): number[] {
  const stepMs = groupBy === "hour" ? HOUR_MS : 24 * HOUR_MS;
  const starts: number[] = [];
  const first = Math.floor(Date.parse(after) / stepMs) * stepMs;
  for (let atMs = first; atMs < Date.parse(before); atMs += stepMs) starts.push(atMs);
  return starts;
}
