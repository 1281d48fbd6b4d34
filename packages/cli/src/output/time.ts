const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 365 * 24 * 3600],
  ["month", 30 * 24 * 3600],
  ["day", 24 * 3600],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** In the largest unit of which it is more than one: `in 30 days`, not `in 1 month`; `now` within a second. */
export function relativeTime(instant: string, now = new Date()): string {
  const seconds = Math.round((Date.parse(instant) - now.getTime()) / 1000);
  if (seconds === 0) return "now";
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length * 1.5) return relative.format(Math.round(seconds / length), unit);
  }
  return relative.format(seconds, "second");
}

/** `22 Dec 2026`, in the reader's zone. */
export function dayOf(instant: string): string {
  return day.format(new Date(instant));
}

/** `in 30 days (22 Dec 2026)`. */
export function timeWithDay(instant: string, now = new Date()): string {
  return `${relativeTime(instant, now)} (${dayOf(instant)})`;
}
