import { EXPIRY_NOTICE_DAYS_MAX } from "@keywright/contract";

/** What was typed, as days from the most to the fewest; undefined where something is no number of days. */
export function noticeDaysIn(typed: readonly string[]): number[] | undefined {
  const days = typed.map((text) => Number(text.trim()));
  const areDays = days.every((day) => Number.isInteger(day) && day >= 1 && day <= EXPIRY_NOTICE_DAYS_MAX);
  return areDays ? [...new Set(days)].sort((one, other) => other - one) : undefined;
}
