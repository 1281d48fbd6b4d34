import { Tooltip } from "@mantine/core";
import { useNow } from "./now.ts";

const DAY_SECONDS = 24 * 3600;
/** The unit, its length, and from what on it is used: "in 45 days" says more than "next month". */
const UNITS = [
  ["year", 365 * DAY_SECONDS, 730 * DAY_SECONDS],
  ["month", 30 * DAY_SECONDS, 100 * DAY_SECONDS],
  ["day", DAY_SECONDS, DAY_SECONDS],
  ["hour", 3600, 3600],
  ["minute", 60, 60],
] as const;

const relative = new Intl.RelativeTimeFormat("en");
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" });
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

/** `3 hours ago`, `in 30 days`, `just now`. */
function relativeTo(nowMs: number, at: string): string {
  const seconds = Math.round((Date.parse(at) - nowMs) / 1000);
  const unit = UNITS.find(([, , from]) => Math.abs(seconds) >= from);
  if (unit) return relative.format(Math.round(seconds / unit[1]), unit[0]);
  return seconds > 0 ? "in less than a minute" : "just now";
}

/** In the reader's own zone. */
export function exactTime(at: string): string {
  return exact.format(new Date(at));
}

export function dayOf(at: string): string {
  return day.format(new Date(at));
}

interface RelativeTimeProps {
  readonly at: string | null | undefined;
  /** Said when there is no time: `never`, `no expiry`. */
  readonly none?: string;
}

/** Relative, exact on hover and on focus. It moves on with the clock, but what has just happened is never ahead of it. */
export function RelativeTime({ at, none = "never" }: RelativeTimeProps) {
  useNow();
  if (!at) return <span>{none}</span>;
  return (
    <Tooltip label={exactTime(at)}>
      <time dateTime={at}>{relativeTo(Date.now(), at)}</time>
    </Tooltip>
  );
}
