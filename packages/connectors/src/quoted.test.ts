import fc from "fast-check";
import { expect, test } from "vitest";
import { quoted } from "./quoted.ts";

test("no eight characters of a secret are ever quoted, and no short secret whole", () => {
  // Few letters, so that pieces repeat, and all kinds of white space, which is quoted as one blank.
  const unit = fc.constantFrom("a", "b", " ", "\n", "\u0000", "\u00a0", "é");
  const secret = fc.string({ unit, minLength: 1, maxLength: 40 });
  const message = fc.tuple(fc.string({ unit }), secret, fc.string({ unit }), fc.nat(40), fc.nat(40));
  fc.assert(
    fc.property(message, ([before, secret, after, from, to]) => {
      const said = quoted(before + secret.slice(from, to) + after, [secret]);
      if (said === undefined) return;
      if (secret.length < 8) expect(said).not.toContain(secret);
      for (let at = 0; at + 8 <= secret.length; at++) expect(said).not.toContain(secret.slice(at, at + 8));
    }),
  );
});

test.each([
  ["two\nlines \t and\u0000\u202E more", "two lines and more"],
  ["x".repeat(500), "x".repeat(200)],
  ["<html>", undefined],
  [" \n ", undefined],
  [{ message: "not text" }, undefined],
  ["the token abcdefgh is bad", undefined],
  ["the value one\ttwo three is bad", undefined],
])("%j is quoted as %j", (words, said) => {
  expect(quoted(words, ["", "abcdefgh-and-more", "one\ntwo three"])).toBe(said);
});
