import { expect, test } from "vitest";
import type { GroupValues } from "./group-values.ts";
import { planSave } from "./plan-save.ts";

function values(variables: Record<string, string>): GroupValues {
  return {
    variables: new Map(Object.entries(variables).map(([name, data]) => [name, { data }])),
    files: new Map([["a.txt", { data: "a", encoding: "utf-8" }]]),
  };
}
const base = values({ A: "1", B: "1" });
const mine = values({ A: "mine", B: "1" });
const theirs = values({ A: "theirs", B: "2", C: "new" });

test("writes only the parts that are not as they should be already", () => {
  expect(planSave({ base, mine, theirs: base })).toEqual({
    conflicts: [],
    values: mine,
    edited: ["variables"],
  });
  expect(planSave({ base, mine, theirs: mine }).edited).toEqual([]);
});

test("mine wins only over what I was told of, and their other edits stay", () => {
  expect(planSave({ base, mine, theirs }).conflicts).toEqual(["A"]);
  const plan = planSave({ base, mine, theirs, overruled: theirs });
  expect(plan).toMatchObject({ conflicts: [], values: values({ A: "mine", B: "2", C: "new" }) });
  const again = values({ A: "theirs once more", B: "2", C: "new" });
  expect(planSave({ base, mine, theirs: again, overruled: theirs }).conflicts).toEqual(["A"]);
});
