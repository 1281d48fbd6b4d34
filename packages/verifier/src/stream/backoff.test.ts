import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";

test("grows, is bounded and is never the same for all", () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const waitMs = backoffMs(attempt, random);
      expect(waitMs).toBeGreaterThanOrEqual(50);
      expect(waitMs).toBeLessThanOrEqual(5000);
      expect(backoffMs(attempt + 1, random)).toBeGreaterThanOrEqual(waitMs);
    }),
  );
  expect(backoffMs(3, 0)).not.toBe(backoffMs(3, 1));
});
