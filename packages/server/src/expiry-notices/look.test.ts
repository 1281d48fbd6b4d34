import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstLook, look } from "./look.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const createdAt = new Date(Date.UTC(2026, 0, 1));
const after = (ms: number) => new Date(createdAt.getTime() + ms);

const days = fc.uniqueArray(fc.integer({ min: 1, max: 90 }), { maxLength: 5 });
const lifeMs = fc.oneof(
  fc.integer({ min: 1, max: 200 * 24 }).map((hours) => hours * HOUR_MS),
  // Exactly as long as the days of a notice.
  fc.integer({ min: 1, max: 91 }).map((days) => days * DAY_MS),
);

test("no notice can be given of a token that lives for a day or never ends", () => {
  expect(firstLook(createdAt, null)).toBeNull();
  expect(firstLook(createdAt, after(DAY_MS))).toBeNull();
  expect(firstLook(createdAt, after(DAY_MS + 1))).toEqual(createdAt);
  expect(firstLook(createdAt, after(100 * DAY_MS))).toEqual(after(10 * DAY_MS));
});

test("whoever looks when they are told to gives every notice once, on time, and stops", () => {
  fc.assert(
    fc.property(days, lifeMs, (days, lifeMs) => {
      const expiresAt = after(lifeMs);
      const given: { days: number; at: Date }[] = [];
      let at = firstLook(createdAt, expiresAt);
      while (at) {
        const noticedDays = given.at(-1)?.days ?? null;
        const { give, lookAt } = look({ createdAt, expiresAt, days, noticedDays }, at);
        if (give !== null) given.push({ days: give, at });
        if (lookAt) expect(lookAt.getTime()).toBeGreaterThan(at.getTime());
        at = lookAt;
      }
      const due = days.filter((days) => lifeMs > days * DAY_MS).toSorted((a, b) => b - a);
      expect(given).toEqual(due.map((days) => ({ days, at: after(lifeMs - days * DAY_MS) })));
    }),
  );
});

describe("whoever looks late", () => {
  const late = fc.record({
    days,
    lifeMs,
    noticedDays: fc.option(fc.integer({ min: 1, max: 90 })),
    share: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });

  test("gives the nearest notice alone, none that was given, and none again", () => {
    fc.assert(
      fc.property(late, ({ days, lifeMs, noticedDays, share }) => {
        const [now, expiresAt] = [after(Math.floor(lifeMs * share)), after(lifeMs)];
        const leftDays = (expiresAt.getTime() - now.getTime()) / DAY_MS;
        const { give } = look({ createdAt, expiresAt, days, noticedDays }, now);
        const nearest = days
          .filter((days) => days >= leftDays && days * DAY_MS < lifeMs)
          .toSorted((a, b) => a - b)[0];
        const isNews = nearest !== undefined && (noticedDays === null || nearest < noticedDays);
        expect(give).toBe(isNews ? nearest : null);
        if (give !== null)
          expect(look({ createdAt, expiresAt, days, noticedDays: give }, now).give).toBeNull();
      }),
    );
  });

  test("is told to look again within a day, as long as there is a day left in sight", () => {
    fc.assert(
      fc.property(late, ({ days, lifeMs, noticedDays, share }) => {
        const [now, expiresAt] = [after(Math.floor(lifeMs * share)), after(lifeMs)];
        const { lookAt } = look({ createdAt, expiresAt, days, noticedDays }, now);
        const sight = Math.max(now.getTime(), expiresAt.getTime() - 90 * DAY_MS);
        if (expiresAt.getTime() - sight > DAY_MS)
          expect(lookAt?.getTime()).toBeLessThanOrEqual(sight + DAY_MS);
      }),
    );
  });
});
