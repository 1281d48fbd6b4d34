import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesPattern, unmetClaim } from "./conditions.ts";

const letters = (max: number) => fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: max });
const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });

describe("a pattern", () => {
  test("matches exactly what a regular expression of the same meaning does", () => {
    fc.assert(
      fc.property(letters(8), text, (pattern, given) => {
        const oracle = new RegExp(`^${pattern.replaceAll("*", ".*")}$`, "s");
        expect(matchesPattern(pattern, given)).toBe(oracle.test(given));
      }),
      { numRuns: 5000 },
    );
  });

  test("takes what means something to regular expressions to the letter", () => {
    for (const [pattern, given] of [
      ["a.*", "abc"],
      ["refs/tags/v*", "refs/tags/V1"],
      ["refs/tags/v*", "xrefs/tags/v1"],
      ["[ab]*", "a"],
      ["a|b*", "a"],
      ["*$", "a"],
    ] as const)
      expect(matchesPattern(pattern, given), pattern).toBe(false);
    expect(matchesPattern("refs/*", "refs/\nheads")).toBe(true);
  });

  test("takes no time, whatever pattern meets whatever text", () => {
    const pattern = "a*".repeat(250);
    expect(matchesPattern(`${pattern}b`, "a".repeat(16_000))).toBe(false);
    expect(matchesPattern(`*${"ab*".repeat(160)}c`, "ab".repeat(8000))).toBe(false);
  });
});

describe("the claims of a CI token", () => {
  const met = (condition: object, claims: object) =>
    unmetClaim([{ claim: "c", ...condition } as never], claims as never) === undefined;

  test("fulfil nothing by what is missing, of another kind, or inherited", () => {
    for (const claims of [{}, { c: null }, { c: {} }, { c: [] }, { c: [{}] }, { c: { c: "1" } }, { C: "1" }])
      expect(met({ equals: ["1", "", "null", "undefined", "[object Object]"] }, claims)).toBe(false);
    expect(unmetClaim([{ claim: "toString", matches: "*native*" }], {})).toBe("toString");
    expect(unmetClaim([{ claim: "constructor", matches: "*Object*" }], {})).toBe("constructor");
  });

  test("are compared to the letter, numbers and truth as they are written", () => {
    expect(met({ equals: ["1"] }, { c: "1" })).toBe(true);
    expect(met({ equals: ["1"] }, { c: 1 })).toBe(true);
    expect(met({ equals: ["true"] }, { c: true })).toBe(true);
    expect(met({ equals: ["b"] }, { c: ["a", "b"] })).toBe(true);
    for (const c of ["1 ", "01", "1.0", "１", 10, ["11"]]) expect(met({ equals: ["1"] }, { c })).toBe(false);
    expect(met({ equals: ["main"] }, { c: "Main" })).toBe(false);
  });

  test("must fulfil every condition; the first that they do not is named", () => {
    const conditions = [
      { claim: "repository_id", equals: ["1", "2"] },
      { claim: "ref", matches: "refs/tags/*" },
    ];
    expect(unmetClaim(conditions, { repository_id: "2", ref: "refs/tags/v1" })).toBeUndefined();
    expect(unmetClaim(conditions, { repository_id: "3", ref: "refs/heads/x" })).toBe("repository_id");
    expect(unmetClaim(conditions, { repository_id: "1", ref: "refs/heads/x" })).toBe("ref");
  });
});
