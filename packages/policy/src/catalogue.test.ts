import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CATALOGUE, ENTRIES } from "./arbitraries.test-support.ts";
import { bitsOf, hasBit, MAX_BITS, type Bits } from "./bits.ts";
import { buildCatalogue, expandPatterns } from "./catalogue.ts";
import { isPermissionPattern, matchesPattern, parsePermission, SCOPES } from "./permission.ts";

const named = (bits: Bits) =>
  ENTRIES.filter((entry) => hasBit(bits, entry.bit)).map((entry) => entry.permission);

describe("a catalogue", () => {
  test("knows each permission by name and by bit, and no other", () => {
    for (const entry of ENTRIES) {
      expect(CATALOGUE.entry(entry.permission)).toBe(entry);
      expect(CATALOGUE.bitOf(entry.permission)).toBe(entry.bit);
      expect(CATALOGUE.permissionAt(entry.bit)).toBe(entry.permission);
      const { scope } = parsePermission(entry.permission)!;
      expect(CATALOGUE.position(entry.permission)).toEqual({ bit: entry.bit, scope });
    }
    expect(CATALOGUE.size).toBe(ENTRIES.length);
    expect(CATALOGUE.bitOf("project:secrets:secret-groups:delete")).toBeUndefined();
    expect(CATALOGUE.permissionAt(1)).toBeUndefined();
    expect(CATALOGUE.position("project:secrets:secret-groups:delete")).toBeUndefined();
  });

  test("puts every permission in the set of its scope and of no other", () => {
    for (const scope of SCOPES) {
      expect(named(CATALOGUE.scopeBits[scope])).toEqual(
        ENTRIES.map((entry) => entry.permission).filter((permission) => permission.startsWith(`${scope}:`)),
      );
    }
  });

  test("lists as publishable what is flagged so", () => {
    expect(named(CATALOGUE.publishableBits)).toEqual(
      ENTRIES.filter((entry) => entry.publishable).map((entry) => entry.permission),
    );
  });

  test("takes what is sensitive for nothing publishable, whatever its other flag says", () => {
    const [first, ...rest] = ENTRIES.filter((entry) => entry.publishable);
    const catalogue = buildCatalogue([{ ...first!, sensitive: true }, ...rest]);
    expect(catalogue.publishableBits).toEqual(buildCatalogue(rest).publishableBits);
    expect(catalogue.entry(first!.permission)?.publishable).toBe(false);
  });

  test("is the same in whatever order its entries come, and lists them by bit", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...ENTRIES], { minLength: ENTRIES.length }), (entries) => {
        expect(buildCatalogue(entries).entries).toEqual(CATALOGUE.entries);
      }),
    );
    const bits = CATALOGUE.entries.map((entry) => entry.bit);
    expect(bits).toEqual(bits.toSorted((a, b) => a - b));
  });

  test("may be empty", () => {
    expect(buildCatalogue([]).size).toBe(0);
  });

  const [first, second] = ENTRIES as [(typeof ENTRIES)[0], (typeof ENTRIES)[0]];
  test.each([
    ["one permission with two bits", [first, { ...first, bit: 5 }]],
    ["one bit for two permissions", [first, { ...second, bit: first.bit }]],
    ["a name that is no permission", [{ ...first, permission: "project:secrets:*" }]],
    ["a negative bit", [{ ...first, bit: -1 }]],
    ["a broken bit", [{ ...first, bit: 0.5 }]],
    ["no bit", [{ ...first, bit: NaN }]],
    ["a bit beyond the limit", [{ ...first, bit: MAX_BITS }]],
  ])("cannot be built with %s", (_, entries) => {
    expect(() => buildCatalogue(entries)).toThrow();
  });
});

describe("expanding patterns", () => {
  const pattern = fc.constantFrom(
    ...ENTRIES.map((entry) => entry.permission),
    "*",
    "org:*",
    "team:*",
    "project:*",
    "project:secrets:*",
    "project:secrets:secret-groups:*",
    "platform:admin:*",
    "project:unknown:*",
    "project:secrets:secret-groups:delete",
    "project:sec*",
    "",
  );

  test("gives the permissions of that scope which some pattern names, and no other", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SCOPES), fc.array(pattern, { maxLength: 4 }), (scope, patterns) => {
        const expected = ENTRIES.map((entry) => entry.permission).filter(
          (permission) =>
            parsePermission(permission)!.scope === scope &&
            patterns.some((each) => isPermissionPattern(each, scope) && matchesPattern(each, permission)),
        );
        expect(named(expandPatterns(CATALOGUE, scope, patterns))).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test("gives nothing for no patterns, unknown permissions and patterns of another scope", () => {
    for (const patterns of [[], ["project:not:in:catalogue"], ["team:*"], [first("team")], [""]]) {
      expect(expandPatterns(CATALOGUE, "project", patterns)).toEqual(bitsOf([]));
    }
  });

  function first(scope: string): string {
    return ENTRIES.find((entry) => entry.permission.startsWith(`${scope}:`))!.permission;
  }
});
