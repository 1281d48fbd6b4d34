import { expect, test } from "vitest";
import { noticesText } from "./expiry-notices.ts";

test.each([
  [{ days: [30, 14, 3], email: true }, "30, 14 and 3 days before, by e-mail"],
  [{ days: [1], email: true, connectionId: "con_1" }, "1 day before, by e-mail and over con_1"],
  [{ days: [3], email: false, connectionId: "con_1" }, "3 days before, over con_1"],
  [{ days: [3], email: false, connectionId: null }, "nobody is told"],
  [{ days: [], email: true }, "nobody is told"],
])("%j: %s", (notices, text) => {
  expect(noticesText(notices)).toBe(text);
});
