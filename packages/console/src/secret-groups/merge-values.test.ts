import { describe, expect, test } from "vitest";
import type { Entries } from "./group-values.ts";
import { mergeEntries } from "./merge-values.ts";

function entries(values: Record<string, string>): Entries {
  return new Map(Object.entries(values).map(([name, data]) => [name, { data }]));
}
const merge = (
  base: Record<string, string>,
  mine: Record<string, string>,
  theirs: Record<string, string>,
) => {
  const { merged, conflicts } = mergeEntries(entries(base), entries(mine), entries(theirs));
  return { merged: Object.fromEntries([...merged].map(([name, { data }]) => [name, data])), conflicts };
};

describe("saving values that somebody else edited meanwhile", () => {
  test("loses nothing of theirs: what they added, changed and removed stays so", () => {
    const base = { KEPT: "1", CHANGED: "1", REMOVED: "1", MINE: "1" };
    const mine = { ...base, MINE: "2" };
    const theirs = { KEPT: "1", CHANGED: "2", ADDED: "1", MINE: "1" };
    expect(merge(base, mine, theirs)).toEqual({
      merged: { KEPT: "1", CHANGED: "2", ADDED: "1", MINE: "2" },
      conflicts: [],
    });
  });

  test("does mine: adding, removing and renaming", () => {
    const base = { OLD: "1", GONE: "1" };
    expect(merge(base, { NEW: "1", ADDED: "1" }, base)).toEqual({
      merged: { NEW: "1", ADDED: "1" },
      conflicts: [],
    });
  });

  test.each([
    ["both gave it another value", { A: "1" }, { A: "2" }, { A: "3" }],
    ["I removed what they changed", { A: "1" }, {}, { A: "2" }],
    ["I changed what they removed", { A: "1" }, { A: "2" }, {}],
    ["both added it with other values", {}, { A: "1" }, { A: "2" }],
  ])("asks when %s", (_, base, mine, theirs) => {
    expect(merge(base, mine, theirs)).toEqual({ merged: mine, conflicts: ["A"] });
  });

  test("asks nothing when both did the same", () => {
    expect(merge({ A: "1" }, { A: "2" }, { A: "2" })).toEqual({ merged: { A: "2" }, conflicts: [] });
    expect(merge({ A: "1" }, {}, {})).toEqual({ merged: {}, conflicts: [] });
  });

  test("takes names for what they are, whatever JavaScript means by them", () => {
    expect(merge({}, { constructor: "1" }, {}).merged).toEqual({ constructor: "1" });
  });
});
