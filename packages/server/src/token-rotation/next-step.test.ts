import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Facts, nextStep } from "./next-step.ts";
import { at, delivery, happening, rotation, World } from "./rotation-world.test-support.ts";

/** When the old and the new key were last used, in seconds; null: never. */
function uses(old: number | null, taking: number | null): Facts {
  const usedAt = (seconds: number | null) => (seconds === null ? null : at(seconds));
  return {
    tokenEnded: false,
    keys: [
      { id: "old", isOld: true, lastUsedAt: usedAt(old) },
      { id: "new", isOld: false, lastUsedAt: usedAt(taking) },
    ],
    deliveries: [],
  };
}

describe("old keys stay", () => {
  test("while the new key is on its way, whoever uses what", () => {
    for (const status of ["pending", "running"] as const) {
      const facts = { ...uses(0, 20), deliveries: [delivery("succeeded"), delivery(status)] };
      expect(nextStep(rotation({ state: "delivering" }), facts, at(10_000))).toMatchObject({ do: "wait" });
    }
  });

  test.each<[string, number | null, number | null, number]>([
    ["until the new key has been used", 5, null, 500],
    ["until then also when nobody has used any", null, null, 500],
    ["while one was used a moment ago", 450, 499, 500],
    ["when one was used after the new key, however long ago that is", 100, 50, 2000],
  ])("%s", (_why, old, taking, now) => {
    expect(nextStep(rotation(), uses(old, taking), at(now))).toMatchObject({ do: "wait" });
  });

  test.each<[string, number, number | null]>([
    ["the new key was never used, and an old one was since the delivery", 11, null],
    ["an old key was used long after the new one", 3000, 100],
    ["an old key is in use and the new one is not any more", 3690, 3600],
  ])("at the limit, when %s: the rotation stops", (_why, old, taking) => {
    expect(nextStep(rotation(), uses(old, taking), at(3700))).toMatchObject({
      do: "stop",
      code: "new_key_unused",
    });
  });

  test.each<[string, Facts["deliveries"], object]>([
    ["no sync is left", [], { code: "no_sync", message: expect.stringContaining("No sync delivers") }],
    [
      "a sync failed",
      [delivery("succeeded"), delivery("failed", "Not today.")],
      { code: "delivery_failed", message: "The sync to-shop did not deliver the new key. Not today." },
    ],
  ])("when %s: the rotation stops and says so", (_why, deliveries, said) => {
    const step = nextStep(rotation({ state: "delivering" }), { ...uses(0, 0), deliveries }, at(20));
    expect(step).toMatchObject({ do: "stop", ...said });
  });

  test("when the token or its new key has ended: the rotation stops", () => {
    for (const state of ["delivering", "overlapping"] as const) {
      const { keys, ...facts } = { ...uses(0, 500), deliveries: [delivery("succeeded")] };
      const left = { ...facts, keys: keys.filter(({ isOld }) => isOld) };
      expect(nextStep(rotation({ state }), left, at(9000))).toMatchObject({ code: "new_key_ended" });
      const ended = { ...facts, keys, tokenEnded: true };
      expect(nextStep(rotation({ state }), ended, at(9000))).toMatchObject({ code: "token_ended" });
    }
  });
});

describe("old keys end", () => {
  test("as soon as the new key has been used and they have been quiet", () => {
    expect(nextStep(rotation(), uses(100, 161), at(160))).toEqual({
      do: "complete",
      endKeyIds: ["old"],
      stillUsed: [],
    });
  });

  test("at the limit, when nobody has used any since the delivery", () => {
    for (const old of [null, 10]) {
      expect(nextStep(rotation(), uses(old, null), at(3700))).toMatchObject({ do: "complete" });
    }
  });

  test("at the limit although one is in use beside the new one, and that is said", () => {
    const step = nextStep(rotation(), uses(3699, 3690), at(3700));
    expect(step).toEqual({ do: "complete", endKeyIds: ["old"], stillUsed: ["old"] });
  });
});

test("a rotation begins when it is due, and is looked at less often the longer it takes", () => {
  const idle = rotation({ state: "idle", nextAt: at(100) });
  expect(nextStep(idle, uses(0, null), at(99))).toEqual({ do: "wait", until: at(100) });
  expect(nextStep(idle, uses(0, null), at(100))).toEqual({ do: "begin" });
  const waits = [20, 1000, 3000, 3609].map((now) => {
    const step = nextStep(rotation(), uses(now, null), at(now));
    return step.do === "wait" ? (step.until.getTime() - at(now).getTime()) / 1000 : undefined;
  });
  expect(waits).toEqual([5, 49.5, 60, 1]);
});

test("no order of things ends the only key in use, or any before the new one was delivered", () => {
  let completed = 0;
  let stopped = 0;
  fc.assert(
    fc.property(fc.array(happening, { minLength: 20, maxLength: 120 }), (events) => {
      const world = new World();
      for (const event of events) world.happen(event);
      expect(world.wrong).toEqual([]);
      completed += world.completed;
      stopped += Number(world.isStopped);
    }),
    { numRuns: 2000 },
  );
  // Else nothing was shown.
  expect(completed).toBeGreaterThan(100);
  expect(stopped).toBeGreaterThan(100);
});
