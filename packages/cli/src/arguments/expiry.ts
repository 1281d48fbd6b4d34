import { InvalidArgumentError } from "commander";
import { lifetimeSeconds } from "./lifetime.ts";

export type Expiry = { readonly lifetimeSeconds: number } | { readonly expiresAt: string | null };

/** `30d`, `never`, `2026-12-31` (its end, where the reader is), or an instant. To be given to `option(…)` of a command. */
export function expiry(text: string): Expiry {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  if (!day && !text.includes("T")) {
    const seconds = lifetimeSeconds(text);
    return seconds === null ? { expiresAt: null } : { lifetimeSeconds: seconds };
  }
  return { expiresAt: instantFrom(day ? `${text}T23:59:59` : text) };
}

/** The same as a moment: how much earlier than now, or since which day. */
export function pastInstant(text: string): string {
  if (text.includes("T")) return instantFrom(text);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return instantFrom(`${text}T00:00:00`);
  return new Date(Date.now() - secondsOf(text) * 1000).toISOString();
}

/** As a moment to come. */
export function instantOf(given: Expiry, now = new Date()): string | null {
  if ("expiresAt" in given) return given.expiresAt;
  return new Date(now.getTime() + given.lifetimeSeconds * 1000).toISOString();
}

function instantFrom(text: string): string {
  const instant = new Date(text);
  // The 30th of February would become a day in March.
  if (Number.isNaN(instant.getTime()) || !isDay(text.slice(0, 10))) {
    throw new InvalidArgumentError("There is no such day.");
  }
  return instant.toISOString();
}

function isDay(text: string): boolean {
  const day = new Date(text);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function secondsOf(text: string): number {
  const seconds = lifetimeSeconds(text);
  if (seconds === null)
    throw new InvalidArgumentError("Give a time such as 7d, or a day such as 2026-12-31.");
  return seconds;
}
