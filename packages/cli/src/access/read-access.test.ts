import { describe, expect, test } from "vitest";
import { Failure } from "../failure.ts";
import { readAccess } from "./read-access.ts";

function mistakesIn(...texts: string[]): readonly string[] {
  try {
    readAccess(texts.map((text, index) => ({ name: `${index + 1}.yaml`, text })));
  } catch (error) {
    if (error instanceof Failure) return error.more.length > 0 ? error.more : [error.message];
    throw error;
  }
  return [];
}

describe("a mistake is named with its file, line and column", () => {
  test.each([
    ["broken YAML", "team:\n  projects: [a\n", "1.yaml:3:1  Flow sequence"],
    [
      "an id that is there twice",
      "team:\n  projects:\n    a: {}\n    a: {}\n",
      "1.yaml:4:5  Map keys must be unique",
    ],
    ["a tag", "team: !secret x\n", "1.yaml:1:7  Unresolved tag: !secret"],
    [
      "an unknown section",
      "team: {}\nteams: {}\n",
      "1.yaml:2:1  There is no field teams here. Did you mean team?",
    ],
    [
      "an unknown kind",
      "team:\n  rolls: {}\n",
      "1.yaml:2:3  There is no field rolls here. Did you mean roles?",
    ],
    [
      "an unknown field of a role",
      "team:\n  roles:\n    ci:\n      permissions:\n        teamScpoe: []\n",
      "1.yaml:5:9  There is no field teamScpoe here. Did you mean teamScope?",
    ],
    ["a field like nothing we have", "team:\n  colour: blue\n", "1.yaml:2:3  There is no field colour here."],
    [
      "an id that can be none",
      "team:\n  projects:\n    Web_x: {}\n",
      "1.yaml:3:5  The id Web_x must be lower-case",
    ],
    [
      "nothing where there must be something",
      "team:\n  projects:\n    a:\n",
      "1.yaml:3:5  a must be a mapping, and is nothing.",
    ],
    [
      "a number for a name",
      "team:\n  projects:\n    a: {name: 2024}\n",
      "1.yaml:3:9  name must be text, and is a number. Put it in quotes.",
    ],
    [
      "half a role",
      "team:\n  roles:\n    ci: {description: x}\n",
      "1.yaml:3:5  permissions: is missing: say all of the role, or its members alone.",
    ],
    [
      "no address",
      "team:\n  roles:\n    ci:\n      members:\n        - ada@\n",
      "1.yaml:5:11  members: Invalid email",
    ],
    [
      "all projects and one",
      'team:\n  roles:\n    ci: {permissions: {}, restrictions: {projects: ["*", a]}}\n',
      '1.yaml:3:42  projects: "*" stands alone',
    ],
    [
      "a lifetime beyond the limit",
      "team:\n  tokenPolicy:\n    maxLifetimeSeconds: 1\n",
      "1.yaml:3:5  maxLifetimeSeconds: Too small",
    ],
    [
      "a secret",
      "team:\n  trustRules:\n    ci: {issuer: https://x.example, audience: a, claims: [{claim: sub, equals: [b]}], roleId: r, token: eyJhbGciOi}\n",
      "1.yaml:3:98  There is no field token here.",
    ],
    [
      "a key that objects do not keep",
      "team:\n  projects:\n    __proto__: {}\n",
      "1.yaml:3:5  A key cannot be __proto__.",
    ],
    ["an alias of nothing", "team:\n  projects: *other\n", "1.yaml:1:1  Unresolved alias"],
  ])("%s", (_what, text, expected) => {
    const [first = "", ...more] = mistakesIn(text);
    expect(first.slice(0, expected.length)).toBe(expected);
    expect(more).toEqual([]);
  });

  test("what would be a huge file when its aliases are written out is refused", () => {
    const level = (name: string, of: string) =>
      `${name}: &${name} [${Array.from({ length: 9 }, () => of).join(", ")}]\n`;
    const text = level("a", "x") + level("b", "*a") + level("c", "*b") + level("d", "*c");
    expect(mistakesIn(text)).toEqual([expect.stringContaining("more than 100 aliases")]);
  });

  test("what is nested without end is refused", () => {
    expect(mistakesIn("[".repeat(100_000))).toEqual([expect.stringContaining("1.yaml:1:")]);
  });

  test("all files are read before anything is said, and the text around a mistake is not repeated", () => {
    const mistakes = mistakesIn("team: {x: hunter2}", "team: {projects: {a: hunter2}}", "org: {y: }");
    expect(mistakes.map((line) => line.split("  ")[0])).toEqual(["1.yaml:1:8", "2.yaml:1:19", "3.yaml:1:7"]);
    expect(mistakes.join()).not.toContain("hunter2");
  });
});

describe("several files and documents", () => {
  test("the same thing in two places is refused, with both of them", () => {
    const [first, second] = ["team:\n  projects:\n    a: {}\n", "org: {}\n---\nteam:\n  projects: {a: {}}\n"];
    expect(mistakesIn(first, second)).toEqual(["2.yaml:4:14  a is there twice: see also 1.yaml:3:5."]);
    const permissions = "platform: {permissions: [{permission: 'team:shop:prices:read'}]}\n";
    expect(mistakesIn(permissions, permissions)).toEqual([
      "2.yaml:1:26  team:shop:prices:read is there twice: see also 1.yaml:1:26.",
    ]);
  });

  test("files that say nothing are refused: an empty file is a mistake, not a wish", () => {
    expect(mistakesIn("")).toEqual([expect.stringContaining("say nothing")]);
    expect(mistakesIn("# only a comment\n", "---\n---\n")).toEqual([expect.stringContaining("say nothing")]);
  });

  test("together they are one, lists may be shared by anchors, and every path is found where it stands", () => {
    const wanted = readAccess([
      { name: "projects.yaml", text: "team:\n  projects:\n    b: {environments: &both [dev, prod]}\n" },
      {
        name: "more.yaml",
        text: "team:\n  projects:\n    a: {environments: &e [dev]}\n    c: {environments: *e}\n---\nteam:\n  roles:\n    ci: {members: [ADA@example.com]}\n",
      },
    ]);
    expect(
      [...(wanted.access.team?.projects ?? [])].map(([id, { environments }]) => [id, environments]),
    ).toEqual([
      ["a", ["dev"]],
      ["b", ["dev", "prod"]],
      ["c", ["dev"]],
    ]);
    expect(wanted.access.team?.roles?.get("ci")).toEqual({ members: ["ada@example.com"] });
    expect(wanted.place(["team", "projects", "c", "environments", "dev"])).toBe("more.yaml:3:27");
    expect(wanted.place(["team", "roles", "ci", "nowhere"])).toBe("more.yaml:8:5");
  });
});
