import { describe, expect, test } from "vitest";
import type { Restriction } from "../output/restriction.ts";
import { wouldAllow } from "./would-allow.ts";

const UPDATE = "project:services:general:update";
const OPEN = { enabled: false, projects: [], restrictionMode: "in", environments: null } as const;
const IN = { enabled: true, projects: ["web-shop"], restrictionMode: "in", environments: null } as const;
const role = (projectScope: readonly string[], restrictions: Restriction = OPEN) => ({
  permissions: { teamScope: ["team:admin:*"], projectScope },
  restrictions,
});

describe("a role is not proposed", () => {
  test.each([
    ["that lacks the permission", role(["project:services:general:read"]), {}],
    ["with the wildcard of another scope", role([]), {}],
    ["with a wildcard that only begins alike", role(["project:service:*"]), {}],
    ["restricted to another project", role([UPDATE], { ...IN, projects: ["back-office"] }), {}],
    ["restricted to no project at all", role([UPDATE], { ...IN, projects: [] }), {}],
    ["restricted, when no project is named", role([UPDATE], IN), { project: undefined }],
    ["that excludes the project", role([UPDATE], { ...IN, restrictionMode: "notIn" }), {}],
    [
      "of another environment",
      role([UPDATE], { ...IN, environments: ["staging"] }),
      { environment: "production" },
    ],
    ["of one environment, when none is named", role([UPDATE], { ...IN, environments: ["staging"] }), {}],
  ])("%s", (_, role, asked) => {
    expect(wouldAllow(role, { permission: UPDATE, project: "web-shop", ...asked })).toBe(false);
  });
});

describe("a role is proposed", () => {
  test.each([
    ["that holds the permission", role([UPDATE])],
    ["by a wildcard", role(["project:services:*"])],
    ["by all", role(["*"])],
    ["for the project", role([UPDATE], IN)],
    ["for all projects", role([UPDATE], { ...IN, projects: ["*"] })],
    ["for all projects but others", role([UPDATE], { ...IN, projects: ["x"], restrictionMode: "notIn" })],
  ])("%s", (_, role) => {
    expect(wouldAllow(role, { permission: UPDATE, project: "web-shop" })).toBe(true);
  });

  test("for the team, whatever projects it is restricted to", () => {
    expect(wouldAllow(role([], IN), { permission: "team:admin:roles:read" })).toBe(true);
  });
});
