import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  areDisjoint,
  mapName,
  type Owned,
  owns,
  readSchema,
  unmapName,
  UnusableSchema,
} from "./key-schema.ts";

describe("a key schema", () => {
  test.each([
    ["nothing", ""],
    ["the name alone, which is to say nothing", "{{secretKey}}"],
    ["no name", "APP_"],
    ["the name twice", "{{secretKey}}_{{secretKey}}"],
    ["what no variable's name has", "APP {{secretKey}}"],
    ["a placeholder that there is not", "{{region}}_{{secretKey}}"],
    ["a placeholder that is none", "{{ secretKey }}"],
    ["half a placeholder", "{{secretKey}}}"],
  ])("that says %s is refused", (_what, schema) => {
    expect(() => readSchema(schema, "production")).toThrow(UnusableSchema);
  });

  test("cannot name an environment that the group has none of", () => {
    expect(() => readSchema("{{environment}}_{{secretKey}}", null)).toThrow(/the secret group has none/);
  });

  test.each([
    [null, "A"],
    ["APP_{{secretKey}}", "APP_A"],
    ["{{secretKey}}_APP", "A_APP"],
    ["{{environment}}_{{secretKey}}.x", "production_A.x"],
    ["{{environment}}{{environment}}{{secretKey}}", "productionproductionA"],
  ])("%s makes of A %s, and back", (schema, there) => {
    const owned = readSchema(schema, "production");
    expect(mapName(owned, "A")).toBe(there);
    expect(unmapName(owned, there)).toBe("A");
  });

  test("leaves a name alone that is nothing but its beginning and end", () => {
    const owned = readSchema("ab{{secretKey}}bc", null);
    expect(["ab", "bc", "abc", "abbc", "xabAbc", "abAbcx"].filter((name) => owns(owned, name))).toEqual([]);
  });
});

// Few letters, so that beginnings and ends meet.
const text = fc.string({ unit: fc.constantFrom("a", "b", "_"), maxLength: 4 });
const between = fc.record({ kind: fc.constant("between" as const), prefix: text, suffix: text });
const exactly = fc.record({
  kind: fc.constant("exactly" as const),
  name: fc.string({ unit: fc.constantFrom("a", "b", "_"), minLength: 1, maxLength: 10 }),
});
const anyOwned: fc.Arbitrary<Owned> = fc.oneof(between, exactly);
const anyName = fc.string({ unit: fc.constantFrom("a", "b", "_"), minLength: 1, maxLength: 12 });

test("what is mapped is owned, and mapped back it is what it was", () => {
  fc.assert(
    fc.property(between, anyName, (owned, name) => {
      expect(unmapName(owned, mapName(owned, name))).toBe(name);
    }),
  );
});

test("what is owned is mapped from something", () => {
  fc.assert(
    fc.property(anyOwned, anyName, (owned, name) => {
      const source = unmapName(owned, name);
      if (source !== undefined) expect(mapName(owned, source)).toBe(name);
    }),
  );
});

test("two that are said to be disjoint own no name together, and two that are not own one", () => {
  fc.assert(
    fc.property(anyOwned, anyOwned, anyName, (a, b, name) => {
      expect(areDisjoint(a, b)).toBe(areDisjoint(b, a));
      if (areDisjoint(a, b)) expect(owns(a, name) && owns(b, name)).toBe(false);
      else expect(commonNames(a, b).some((common) => owns(a, common) && owns(b, common))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

/** Where a common name must be, if there is any. */
function commonNames(a: Owned, b: Owned): string[] {
  const parts = (owned: Owned) =>
    owned.kind === "exactly" ? [owned.name, ""] : [owned.prefix, owned.suffix];
  const [firstA = "", lastA = ""] = parts(a);
  const [firstB = "", lastB = ""] = parts(b);
  const whole = [a, b].flatMap((owned) => (owned.kind === "exactly" ? [owned.name] : []));
  const first = firstA.length > firstB.length ? firstA : firstB;
  const last = lastA.length > lastB.length ? lastA : lastB;
  return [...whole, `${first}x${last}`];
}
