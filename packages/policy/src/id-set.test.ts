import fc from "fast-check";
import { expect, test } from "vitest";
import { ALL_IDS, hasId, idsAlsoIn, NO_IDS, unionOfIds, type IdSet } from "./id-set.ts";

const IDS = ["a", "b", "c", "never-listed"];
const listed = fc.subarray(IDS.slice(0, 3)).map((ids) => new Set(ids));
const idSet: fc.Arbitrary<IdSet> = fc.oneof(
  fc.constant(ALL_IDS),
  fc.record({ mode: fc.constantFrom("in" as const, "notIn" as const), ids: listed }),
);

test("a union has the ids of either side, whether they list what they have or what they leave out", () => {
  fc.assert(
    fc.property(idSet, idSet, (a, b) => {
      for (const id of IDS) expect(hasId(unionOfIds(a, b), id)).toBe(hasId(a, id) || hasId(b, id));
    }),
  );
});

test("a union says `all` only where a side said so: two restricted sets never make an unrestricted one", () => {
  fc.assert(
    fc.property(idSet, idSet, (a, b) => {
      expect(unionOfIds(a, b).mode === "all").toBe(a.mode === "all" || b.mode === "all");
    }),
  );
});

test("an intersection with a list is a list, of the ids in both", () => {
  fc.assert(
    fc.property(listed, idSet, (ids, set) => {
      const both = idsAlsoIn(ids, set);
      expect(both.mode).toBe("in");
      for (const id of IDS) expect(hasId(both, id)).toBe(ids.has(id) && hasId(set, id));
    }),
  );
});

test("the shared constants are everything and nothing", () => {
  for (const id of IDS) expect([hasId(ALL_IDS, id), hasId(NO_IDS, id)]).toEqual([true, false]);
});
