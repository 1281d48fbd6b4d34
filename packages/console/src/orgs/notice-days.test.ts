import { expect, test } from "vitest";
import { noticeDaysIn } from "./notice-days.ts";

test("days stand once each, the most of them first", () => {
  expect(noticeDaysIn(["3", "14", " 3 ", "90", "1"])).toEqual([90, 14, 3, 1]);
  expect(noticeDaysIn([])).toEqual([]);
});

test.each(["0", "91", "-1", "1.5", "soon", "", " "])("%j is no number of days", (text) => {
  expect(noticeDaysIn(["14", text])).toBeUndefined();
});
