import { expect, test } from "vitest";
import { endsSoon } from "./ends-soon.ts";

const NOW_SECONDS = Date.parse("2026-11-22T12:00:00Z") / 1000;
const DAY_SECONDS = 24 * 3600;
const at = (expiresAt: number | null, now = NOW_SECONDS) => endsSoon({ expiresAt }, now);

test("nothing is said of a key without end, or with one that is more than seven days ahead", () => {
  expect(at(null)).toBeUndefined();
  expect(at(NOW_SECONDS + 7 * DAY_SECONDS + 1)).toBeUndefined();
  expect(at(NOW_SECONDS + 365 * DAY_SECONDS)).toBeUndefined();
});

test("from seven days before its end, a key's end is an IMF-fixdate in GMT, with the day of the month in two digits", () => {
  expect(at(NOW_SECONDS + 7 * DAY_SECONDS)).toBe("Sun, 29 Nov 2026 12:00:00 GMT");
  expect(at(NOW_SECONDS + 1)).toBe("Sun, 22 Nov 2026 12:00:01 GMT");
  expect(at(Date.parse("2027-01-01T00:00:00Z") / 1000, Date.parse("2026-12-31T00:00:00Z") / 1000)).toBe(
    "Fri, 01 Jan 2027 00:00:00 GMT",
  );
});

test("of an end whose time is unknown nothing is said", () => {
  expect(at(NOW_SECONDS, Number.NaN)).toBeUndefined();
});
