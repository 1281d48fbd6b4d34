import { describe, expect, test } from "vitest";
import { type Scheme, tokenReader } from "./bearer.ts";

describe("unless said otherwise", () => {
  const read = tokenReader();

  test.each([
    undefined,
    null,
    "",
    "Basic dXNlcg==",
    "eyJ0",
    "Bearerx eyJ0",
    "Token eyJ0",
    "Token Bearer eyJ0",
    "bear eyJ0",
  ])("%o holds no credentials", (header) => expect(read(header)).toBeUndefined());

  test.each(["Bearer eyJ0", "bearer eyJ0", "BEARER   eyJ0  "])("%o holds a token", (header) =>
    expect(read(header)).toBe("eyJ0"),
  );

  test.each(["Bearer", "Bearer ", "Bearer a b", "Bearer a, Bearer b", "Bearer\ta", "Bearer=a"])(
    "%o is malformed, and not as if nothing had been sent",
    (header) => expect(read(header)).toBe(""),
  );
});

describe("a guard that takes every scheme", () => {
  const read = tokenReader(["bare", "Token", "Bearer"]);

  test.each([
    undefined,
    null,
    "",
    " ",
    "Basic dXNlcg==",
    "eyJ0 eyJ1",
    "Tokenx eyJ0",
    "Api-Key eyJ0",
    " eyJ0",
  ])("finds no credentials in %o", (header) => expect(read(header)).toBeUndefined());

  test.each([
    "Bearer",
    "Token",
    "token ",
    "Token a b",
    "Bearer a b",
    "Token\ta",
    "Token=a",
    "Token Bearer a",
  ])("finds %o malformed, and never takes the name of a scheme for a token", (header) =>
    expect(read(header)).toBe(""),
  );

  test.each(["Bearer eyJ0", "bearer  eyJ0", "Token eyJ0", "TOKEN eyJ0 ", "eyJ0", "eyJ0 "])(
    "finds the token in %o",
    (header) => expect(read(header)).toBe("eyJ0"),
  );
});

test("each scheme is taken where it is named and nowhere else", () => {
  const [withToken, withBare] = [tokenReader(["Bearer", "Token"]), tokenReader(["Bearer", "bare"])];
  expect([withToken("Token eyJ0"), withBare("Token eyJ0")]).toEqual(["eyJ0", undefined]);
  expect([withToken("eyJ0"), withBare("eyJ0")]).toEqual([undefined, "eyJ0"]);
});

test("schemes that are not known, or without the one that challenges name, are a mistake at the start", () => {
  for (const schemes of [
    [],
    ["Token"],
    ["bare"],
    ["Bearer", "Basic"],
    ["bearer"],
    ["Bearer", "constructor"],
  ]) {
    expect(() => tokenReader(schemes as Scheme[]), String(schemes)).toThrow(TypeError);
  }
});
