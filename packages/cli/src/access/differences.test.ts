import { expect, test } from "vitest";
import { differences } from "./differences.ts";

const project = { name: "Web", description: "x", environments: ["dev"] };

test.each([
  ["name", { ...project, name: "Shop" }],
  ["description", { ...project, description: "y" }],
  ["environments", { ...project, environments: ["dev", "prod"] }],
])("a change of %s alone is a change", (field, after) => {
  expect(differences(project, after)).toEqual([
    { field, before: project[field as keyof typeof project], after: after[field as keyof typeof after] },
  ]);
});

test("fields within fields have a path; what comes and what goes have one side only", () => {
  const before = { permissions: { teamScope: ["a"], projectScope: [] }, restrictions: { projects: ["x"] } };
  const after = { permissions: { teamScope: ["a"], projectScope: ["b"] }, description: "new" };
  expect(differences(before, after)).toEqual([
    { field: "permissions.projectScope", before: [], after: ["b"] },
    { field: "restrictions.projects", before: ["x"] },
    { field: "description", after: "new" },
  ]);
});

test("what is not there has no fields", () => {
  expect(differences(undefined, { name: "a" })).toEqual([{ field: "name", after: "a" }]);
  expect(differences({ name: "a" }, undefined)).toEqual([{ field: "name", before: "a" }]);
  expect(differences({ name: "a" }, { name: "a" })).toEqual([]);
});
