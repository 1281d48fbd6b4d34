import { expect, test } from "vitest";
import { withoutTokens } from "./text.ts";

test("a token is taken out of any text, wherever it stands", () => {
  const token = "eyJrdyI6ImEifQ.eyJpc3MiOiJ4In0.c2lnbmF0dXJl-_";
  expect(withoutTokens(`Bearer ${token}, "${token}" and ${token}.`)).toBe(
    'Bearer <token>, "<token>" and <token>.',
  );
});
