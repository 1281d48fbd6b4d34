import { describe, expect, test } from "vitest";
import { keyValues } from "./key-values.ts";
import { lifetimeSeconds } from "./lifetime.ts";

describe("a lifetime", () => {
  test.each([
    ["30d", 30 * 24 * 3600],
    ["12h", 12 * 3600],
    ["15m", 900],
    ["90s", 90],
    ["2w", 14 * 24 * 3600],
    ["1y", 365 * 24 * 3600],
    ["never", null],
  ])("%s is %j seconds", (text, seconds) => expect(lifetimeSeconds(text)).toBe(seconds));

  test.each(["", "30", "d", "-1d", "0d", "1.5h", "30 days", "30D", "1e3d", "99999999999d"])(
    "%j is none",
    (text) => expect(() => lifetimeSeconds(text)).toThrow("Give a time such as 30d"),
  );
});

describe("key=value", () => {
  test("a value may hold what it likes, and may be empty", () => {
    expect([...keyValues(["a=b=c", "empty=", "a=d"])]).toEqual([
      ["a", "d"],
      ["empty", ""],
    ]);
  });
  test.each(["", "a", "=b"])("%j is none", (text) => expect(() => keyValues([text])).toThrow("key=value"));
});
