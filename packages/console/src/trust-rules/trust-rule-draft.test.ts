import { expect, test } from "vitest";
import type { TrustRule } from "./trust-rule.ts";
import { draftOf, editOf } from "./trust-rule-draft.ts";

const RULE: TrustRule = {
  id: "tru_1",
  name: "web-shop",
  issuer: "https://gitlab.com",
  audience: "https://keywright.example.com",
  claims: [
    { claim: "project_id", equals: ["22"] },
    { claim: "ref", matches: "release-*" },
  ],
  roleId: "ci-deploy",
  narrowing: { projects: ["web-shop"] },
  lifetimeSeconds: 900,
  advice: [],
  createdAt: "2026-11-22T12:00:00.000Z",
  creator: { type: "member", id: "mem_1", name: "Ada" },
  lastUsedAt: null,
};

test("a rule that was just renamed is sent without what it trusts, so its tokens live on", () => {
  expect(editOf({ ...draftOf(RULE), name: "Web shop" }, RULE)).toStrictEqual({ name: "Web shop" });
  expect(editOf(draftOf(RULE), RULE)).toStrictEqual({});
});

test("what is taken away is sent too", () => {
  const [first] = draftOf(RULE).conditions;
  const draft = { ...draftOf(RULE), conditions: first ? [first] : [] };
  expect(editOf(draft, RULE)).toStrictEqual({ claims: [{ claim: "project_id", equals: ["22"] }] });
  const open = { ...draftOf(RULE).narrowing, projects: [] };
  expect(editOf({ ...draftOf(RULE), narrowing: open }, RULE)).toStrictEqual({ narrowing: undefined });
});
