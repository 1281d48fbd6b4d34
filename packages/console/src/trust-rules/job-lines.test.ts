import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { jobLines } from "./job-lines.ts";
import type { TrustRule } from "./trust-rule.ts";

const ORIGIN = "https://keywright.example.com";
const RULE: Pick<TrustRule, "id" | "issuer" | "audience"> = {
  id: "tru_1",
  issuer: "https://ci.example.com",
  audience: ORIGIN,
};

/** What a shell makes of the lines, each word on a line of its own. */
function wordsOf(lines: string): string[] {
  const script = `npx() { printf '%s\\n' "$@"; }\n${lines.replace("< token", "")}`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8" }).trim().split("\n");
}

test("an audience made to run a command in whoever's shell it is pasted into stays one word", () => {
  for (const audience of ["x; touch /tmp/owned", "$(id)", "`id`", "it's", "a b", "-"]) {
    expect(wordsOf(jobLines(ORIGIN, { ...RULE, audience })).at(-1)).toBe(audience);
  }
});

test("the audience goes without saying where it is this installation", () => {
  const words = ["keywright", "ci-login", "--url", ORIGIN, "--trust-rule", "tru_1"];
  expect(wordsOf(jobLines(ORIGIN, RULE))).toEqual(words);
  const gitlab = jobLines(ORIGIN, { ...RULE, issuer: "https://gitlab.com" });
  expect(wordsOf(gitlab)).toEqual([...words, "--token-env", "KEYWRIGHT_ID_TOKEN"]);
});
