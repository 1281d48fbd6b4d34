import { expect, test } from "vitest";
import { restrictionText } from "./restriction.ts";

const IN = { enabled: true, projects: ["web-shop"], restrictionMode: "in", environments: null } as const;

test("a restriction in words names what it reaches, and never says all for nothing", () => {
  expect(restrictionText(IN)).toBe("projects: web-shop");
  expect(restrictionText({ ...IN, projects: [] })).toBe("projects: none");
  expect(restrictionText({ ...IN, projects: ["*"], environments: ["staging"] })).toBe(
    "projects: all · environments: staging",
  );
  expect(restrictionText({ ...IN, restrictionMode: "notIn", environments: [] })).toBe(
    "all projects but web-shop · environments: none",
  );
});
