import { expect, test } from "vitest";
import { relativeTime } from "./time.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const HOUR = 3600;
const DAY = 24 * HOUR;

test.each([
  [0, "now"],
  [-1, "1 second ago"],
  [89, "in 89 seconds"],
  [90, "in 2 minutes"],
  [-HOUR, "60 minutes ago"],
  [-3 * HOUR, "3 hours ago"],
  [30 * DAY, "in 30 days"],
  [30 * DAY - 2, "in 30 days"],
  [90 * DAY, "in 3 months"],
  [-800 * DAY, "2 years ago"],
])("a time %d seconds away is told as %s", (seconds, words) => {
  expect(relativeTime(new Date(NOW.getTime() + seconds * 1000).toISOString(), NOW)).toBe(words);
});
