import { InvalidArgumentError } from "commander";

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 24 * 3600,
  w: 7 * 24 * 3600,
  y: 365 * 24 * 3600,
};

/** `30d`, `12h`, `15m`, `2w`, `1y` in seconds; null for `never`. To be given to `option(…)` of a command. */
export function lifetimeSeconds(text: string): number | null {
  if (text === "never") return null;
  const [, count, unit = ""] = /^(\d{1,9})([smhdwy])$/.exec(text) ?? [];
  const seconds = Number(count) * (UNIT_SECONDS[unit] ?? Number.NaN);
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError("Give a time such as 30d, 12h or 15m, or never.");
}
