import { describe, expect, test } from "vitest";
import type { Effect } from "./effects.ts";
import { leftLines, planLines } from "./plan-lines.ts";
import type { Step } from "./steps.ts";

const linesOf = (step: Step, effect: Effect = {}) => planLines([{ step, effect }]);
const permissions = { teamScope: [], projectScope: [] };
const role = { kind: "role", level: "team", id: "ci" } as const;

describe("what a plan says", () => {
  test("a restriction that is lifted reaches all, and never reads as none", () => {
    const before = {
      name: "ci",
      permissions,
      restrictions: { projects: ["a"], restrictionMode: "in", environments: ["dev"] },
    } as const;
    const restrictions = { projects: ["a"], restrictionMode: "in" } as const;
    expect(linesOf({ ...role, action: "edit", before, after: { ...before, restrictions } })).toEqual([
      "~ role ci",
      "    restrictions.environments: dev → all",
    ]);
    expect(linesOf({ ...role, action: "edit", before, after: { name: "ci", permissions } })).toEqual([
      "~ role ci",
      "    restrictions.projects: a → all",
      "    restrictions.restrictionMode: in → all",
      "    restrictions.environments: dev → all",
    ]);
  });

  test("a restriction that has come to list nothing reaches none", () => {
    const before = {
      name: "ci",
      permissions,
      restrictions: { projects: ["a"], restrictionMode: "in" },
    } as const;
    const after = { ...before, restrictions: { projects: [], restrictionMode: "in" } } as const;
    expect(linesOf({ ...role, action: "edit", before, after })).toEqual([
      "~ role ci",
      "    restrictions.projects: - a",
    ]);
  });

  test("lists are told by what comes and goes; in another order, whole", () => {
    const project = { kind: "project", level: "team", id: "p" } as const;
    const before = { name: "p", environments: ["dev", "prod"] };
    const edit = (environments: string[]) =>
      linesOf({ ...project, action: "edit", before, after: { ...before, environments } }).slice(1);
    expect(edit(["prod", "test"])).toEqual(["    environments: + test", "    environments: - dev"]);
    expect(edit(["prod", "dev"])).toEqual(["    environments: dev, prod → prod, dev"]);
  });

  test("a catalogue is told permission by permission, and in what is left as well", () => {
    const flags = { sensitive: false, publishable: false, deprecated: false };
    const step = {
      ...({ kind: "permissions", level: "platform", id: "catalogue", action: "edit" } as const),
      before: { "team:a:b:c": flags, "team:a:b:d": flags },
      after: { "team:a:b:c": { ...flags, sensitive: true } },
    };
    expect(linesOf(step)).toEqual([
      "~ catalogue of permissions",
      "    ~ team:a:b:c: no flags → sensitive",
      "    - team:a:b:d",
    ]);
    expect(leftLines([step])).toEqual([
      "Not in the file, and stays (--prune takes it away): permission team:a:b:d",
    ]);
    expect(leftLines([])).toEqual([]);
  });

  test("whom a deletion touches, and when it is the one who asks", () => {
    const step = { ...role, action: "delete", before: { name: "ci", permissions } } as const;
    const names = Array.from({ length: 10 }, (_, index) => `t${index}`);
    const effect = { tokens: { count: 31, names }, people: { count: 1, names: ["ada@example.com"] } };
    expect(linesOf(step, { ...effect, revokes: true, own: true, trustRules: ["main"] })).toEqual([
      "- role ci",
      "    revokes 31 tokens (t0, t1, t2, t3, t4, t5, t6, t7, t8, t9 and 21 more) for good",
      "    the token that you use is one of them",
      "    is taken from 1 person (ada@example.com)",
      "    takes the trust rules along: main",
    ]);
  });

  test("whom an edit touches, what they gain and lose, and what would have been refused", () => {
    const before = { name: "ci", permissions };
    const step = { ...role, action: "edit", before, after: { ...before, description: "x" } } as const;
    const nobody = { tokens: { count: 0, names: [] }, people: { count: 0, names: [] } };
    expect(linesOf(step, nobody).at(-1)).toBe("    touches no token and nobody");
    const effect = {
      tokens: { count: 2, names: [] },
      people: { count: 0, names: [] },
      gains: ["team:a:b:c"],
      loses: ["team:a:b:d"],
      refusedCalls: [{ permission: "team:a:b:d", calls: 1, tokens: 2 }],
      refusal: { status: 403, code: "escalation", message: "This would give more authority" },
    };
    expect(linesOf(step, effect).slice(2)).toEqual([
      "    touches 2 tokens",
      "    they may from then on: team:a:b:c",
      "    they may no longer: team:a:b:d",
      "    1 call of the last 30 days would have been refused: team:a:b:d, by 2 tokens",
      "    will be refused: This would give more authority",
    ]);
  });
});
