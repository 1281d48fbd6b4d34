import { expect, test } from "vitest";
import { lifetimesUnder, NO_EXPIRY, ON_A_DAY, usualLifetime } from "./lifetimes.ts";

const DAY_SECONDS = 24 * 3600;
const FREE = { maxLifetimeSeconds: null, allowNoExpiry: true };

const valuesOf = (lifetimes: ReturnType<typeof lifetimesUnder>) => lifetimes.map(({ value }) => value);
const days = (count: number) => String(count * DAY_SECONDS);

test("no expiry is offered only where the policy allows it, and never for what belongs to a person", () => {
  expect(valuesOf(lifetimesUnder(FREE))).toContain(NO_EXPIRY);
  expect(valuesOf(lifetimesUnder(FREE, { mustExpire: true }))).not.toContain(NO_EXPIRY);
  expect(valuesOf(lifetimesUnder({ ...FREE, allowNoExpiry: false }))).not.toContain(NO_EXPIRY);
});

test("nothing longer than the policy's longest is offered, and that itself is", () => {
  const strict = { maxLifetimeSeconds: 45 * DAY_SECONDS, allowNoExpiry: false };
  expect(valuesOf(lifetimesUnder(strict))).toEqual([days(7), days(30), days(45), ON_A_DAY]);
});

test.each([
  [null, 30, 30],
  [null, 90, 90],
  [45, 90, 45],
  [45, 30, 30],
  [2, 90, 2],
] as const)("with a longest of %s days, %i wished for are %i", (longest, wished, got) => {
  const policy = { maxLifetimeSeconds: longest && longest * DAY_SECONDS, allowNoExpiry: false };
  expect(usualLifetime(lifetimesUnder(policy), wished)).toBe(days(got));
});
