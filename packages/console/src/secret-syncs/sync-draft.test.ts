import { expect, test } from "vitest";
import {
  blankSync,
  bodyOf,
  draftOf,
  editOf,
  hasDestination,
  hasSource,
  proposedVariable,
} from "./sync-draft.ts";
import type { Sync } from "./sync.ts";

const sync: Sync = {
  id: "syn_1",
  name: "shop",
  source: {
    kind: "secret-group",
    projectId: "shop",
    secretGroupId: "database",
    name: "Database",
  },
  connection: { id: "con_1", name: "northflank", app: "northflank" },
  destination: { projectId: "p", projectName: "P", secretGroupId: "g" },
  initialBehavior: "overwrite",
  keySchema: "WEB_{{secretKey}}",
  deletes: true,
  automatic: true,
  lastRuns: {},
  lastSyncedAt: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  creator: { type: "member", id: "mem_1", name: "Ada" },
};

test("an edit sends what differs and nothing else", () => {
  const draft = draftOf(sync);
  expect(editOf(draft, sync)).toEqual({});
  expect(editOf({ ...draft, name: "other", keySchema: " " }, sync)).toEqual({
    name: "other",
    keySchema: null,
  });
});

test("a token is delivered as one variable, whatever was filled in for a secret group before", () => {
  const draft = {
    ...draftOf(sync),
    initialBehavior: "import-prefer-source" as const,
  };
  const source = {
    ...draft.source,
    kind: "token" as const,
    tokenId: "tok_1",
    variable: " TOKEN ",
  };
  expect(bodyOf({ ...draft, source })).toMatchObject({
    source: { kind: "token", tokenId: "tok_1", variable: "TOKEN" },
    initialBehavior: "overwrite",
    keySchema: null,
  });
});

test("a source and a destination are whole with all that has no default", () => {
  const draft = blankSync("token");
  expect(hasSource(draft.source)).toBe(false);
  expect(hasSource({ ...draft.source, tokenId: "tok_1" })).toBe(false);
  expect(hasSource({ ...draft.source, tokenId: "tok_1", variable: "TOKEN" })).toBe(true);
  const fields = [
    { name: "projectId", label: "Project" },
    { name: "kind", label: "As", default: "secret" },
    { name: "environment", label: "Environment", optional: true as const },
  ];
  expect(hasDestination({ connection: sync.connection, destination: {} }, fields)).toBe(false);
  expect(hasDestination({ connection: sync.connection, destination: { projectId: "p" } }, fields)).toBe(true);
  expect(hasDestination({ connection: null, destination: { projectId: "p" } }, fields)).toBe(false);
});

test.each([
  ["github-main", "GITHUB_MAIN_TOKEN"],
  ["CI token", "CI_TOKEN"],
  ["2nd", "_2ND_TOKEN"],
  ["مفتاح", "TOKEN"],
])("the variable proposed for the token %s is a name that platforms take: %s", (name, variable) => {
  expect(proposedVariable(name)).toBe(variable);
});
