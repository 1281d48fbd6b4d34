import { describe, expect, test } from "vitest";
import { expiry, instantOf, pastInstant } from "./expiry.ts";

describe("when something expires", () => {
  test("is a length of time, never, a day to its end, or an instant", () => {
    expect(expiry("30d")).toEqual({ lifetimeSeconds: 30 * 24 * 3600 });
    expect(expiry("never")).toEqual({ expiresAt: null });
    expect(expiry("2026-12-31")).toEqual({ expiresAt: new Date("2026-12-31T23:59:59").toISOString() });
    expect(expiry("2026-12-31T08:00:00Z")).toEqual({ expiresAt: "2026-12-31T08:00:00.000Z" });
  });

  test.each(["", "soon", "30", "0d", "-1d", "2026-13-01", "2026-02-30", "2026-12-31Tx"])(
    "is not %j",
    (text) => {
      expect(() => expiry(text)).toThrow(/Give a time|no such day/);
    },
  );

  test("lies as far ahead as was said", () => {
    const now = new Date("2026-01-01T00:00:00Z");
    expect(instantOf({ lifetimeSeconds: 3600 }, now)).toBe("2026-01-01T01:00:00.000Z");
    expect(instantOf({ expiresAt: null }, now)).toBeNull();
  });
});

describe("since when", () => {
  test("is so long ago, or the beginning of a day", () => {
    const then = Date.parse(pastInstant("1h"));
    const ago = Date.now() - then;
    expect(ago).toBeGreaterThanOrEqual(3600_000);
    expect(ago).toBeLessThan(3660_000);
    expect(pastInstant("2026-12-31")).toBe(new Date("2026-12-31T00:00:00").toISOString());
  });

  test("is not never", () => {
    expect(() => pastInstant("never")).toThrow(/such as 7d/);
  });
});
