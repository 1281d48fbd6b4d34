import { expect, test } from "vitest";
import { checkClock } from "./clock.ts";

const SERVER = "Sun, 22 Nov 2026 12:00:00 GMT";
const SERVER_MS = Date.parse(SERVER);

test.each([
  [0, "ok", "within 1 s of the server's"],
  [-20_000, "ok", "within 21 s of the server's"],
  [-60_000, "problem", "61 s behind the server's"],
  [3_600_000, "problem", "3600 s ahead of the server's"],
])("a clock that differs by %d ms: %s", (differenceMs, level, says) => {
  expect(checkClock(SERVER, SERVER_MS + differenceMs, 0)).toMatchObject({ level, says });
});

test("half of the time that the answer took counts as the way there", () => {
  expect(checkClock(SERVER, SERVER_MS - 20_000, 40_000)).toMatchObject({
    says: "within 1 s of the server's",
  });
});

test("a server that does not say the time is no problem", () => {
  expect(checkClock(null, SERVER_MS, 0).level).toBe("note");
});
