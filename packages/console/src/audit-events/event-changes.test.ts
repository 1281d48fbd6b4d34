import { describe, expect, test } from "vitest";
import { changesBetween, factsOf } from "./event-changes.ts";

describe("changes", () => {
  test("name the permissions that came and went, and leave out what stayed", () => {
    const before = { name: "deploy", permissions: { teamScope: ["a:b:c:d", "a:b:c:e"] } };
    const after = { name: "deploy", permissions: { teamScope: ["a:b:c:e", "a:b:c:f"] } };
    expect(changesBetween(before, after)).toEqual([
      { field: "permissions.teamScope", kind: "list", added: ["a:b:c:f"], removed: ["a:b:c:d"] },
    ]);
  });

  test("tell a value that came, one that went and one that is another now apart", () => {
    const before = { description: null, color: "#000000", restrictions: { enabled: false } };
    const after = { description: "x", color: null, restrictions: { enabled: true } };
    expect(changesBetween(before, after)).toEqual([
      { field: "description", kind: "added", values: ["x"] },
      { field: "color", kind: "removed", values: ["#000000"] },
      { field: "restrictions.enabled", kind: "changed", before: false, after: true },
    ]);
  });

  test("see a list that was emptied, and one inside of another", () => {
    const projects = (...ids: string[]) => ({ teams: [{ teamId: "a", projects: ids }] });
    expect(changesBetween({ environments: ["test"] }, { environments: [] })).toEqual([
      { field: "environments", kind: "removed", values: ["test"] },
    ]);
    expect(changesBetween(projects("x"), projects("x", "y"))).toHaveLength(1);
    expect(changesBetween(projects("x"), projects("x"))).toEqual([]);
  });
});

test("facts of a thing that came or went whole keep zero and false", () => {
  expect(factsOf({ priority: 0, restricted: false, tags: ["a"] })).toEqual([
    { field: "priority", values: [0] },
    { field: "restricted", values: [false] },
    { field: "tags", values: ["a"] },
  ]);
});
