import { expect, test } from "vitest";
import { userCodeIn } from "./user-code.ts";

test("what cannot be a code is not sent, where it would count as a guess", () => {
  for (const text of ["", "BCDF", "BCDF-GHJKL", "BCDF-GHJ1", "BCDF-GHJÄ"]) {
    expect(userCodeIn(text), text).toBeUndefined();
  }
});

test("case, spaces and hyphens do not matter", () => {
  for (const text of ["BCDF-GHJK", "bcdfghjk", " bcdf ghjk ", "Bcdf–Ghjk", "b c d f g h j k", "#BCDF-GHJK"]) {
    expect(userCodeIn(text), text).toBe("BCDF-GHJK");
  }
});
