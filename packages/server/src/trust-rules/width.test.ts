import { describe, expect, test } from "vitest";
import { Refusal } from "../refusal.ts";
import { adviceFor, refuseTooWide } from "./width.ts";

type Claims = Parameters<typeof refuseTooWide>[0]["claims"];

const ruleOf = (claims: Claims) => ({
  issuer: "https://token.actions.githubusercontent.com",
  audience: "https://keys.example.com",
  claims,
});
const equals = (claim: string, ...values: string[]) => ({ claim, equals: values });
const matches = (claim: string, pattern: string) => ({ claim, matches: pattern });

function refusalOf(...claims: Claims): Refusal {
  try {
    refuseTooWide(ruleOf(claims));
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  throw new Error("the rule was not refused");
}

describe("a rule is refused", () => {
  test("when it matches a name that changes hands by a pattern, with the id to trust instead", () => {
    for (const [claim, id] of [
      ["repository", "repository_id"],
      ["repository_owner", "repository_owner_id"],
      ["project_path", "project_id"],
      ["namespace_path", "namespace_id"],
      ["sub", "repository_id"],
    ] as const) {
      // Also beside an id: the pattern is then of no use, and looks as if it were.
      for (const others of [[], [equals("repository_id", "1")]] as Claims[]) {
        const refusal = refusalOf(...others, matches(claim, "acme/*"));
        expect([refusal.code, Object.keys(refusal.fields ?? {})]).toEqual([
          "trust_rule_too_wide",
          [`claims.${others.length}.matches`],
        ]);
        expect(refusal.message).toContain(id);
      }
    }
  });

  test("when it matches who started a job, or what runs, by a pattern", () => {
    for (const claim of ["actor", "workflow_ref", "job_workflow_ref", "user_email"])
      expect(refusalOf(equals("repository_id", "1"), matches(claim, "acme*")).message).toContain(
        "list the values",
      );
  });

  test("when it matches a part of an id", () => {
    expect(refusalOf(matches("repository_id", "12*")).message).toContain("a part of it means nothing");
  });

  test("when a pattern stands beside nothing but names, or ids of a run or a person", () => {
    for (const other of [
      equals("repository", "acme/shop"),
      equals("sub", "repo:acme/shop:ref:refs/heads/main"),
      equals("actor_id", "1"),
      equals("run_id", "1"),
      equals("user_id", "1"),
    ])
      expect(refusalOf(other, matches("ref", "refs/tags/*")).message).toContain(
        "only beside an id that stays",
      );
  });

  test("when strangers at the same issuer could fulfil it", () => {
    for (const claims of [
      [equals("ref", "refs/heads/main")],
      [equals("environment", "production"), equals("ref_protected", "true")],
      [equals("actor", "anna"), equals("actor_id", "1")],
      [equals("job_workflow_ref", "acme/shared/.github/workflows/deploy.yml@refs/heads/main")],
      [equals("run_id", "1")],
    ])
      expect(refusalOf(...claims).message).toContain("everybody at the issuer");
  });
});

describe("a rule is taken", () => {
  test("with an id that stays, and beside it patterns of what belongs to it", () => {
    for (const claims of [
      [equals("repository_id", "1")],
      [equals("repository_owner_id", "1"), matches("ref", "refs/tags/v*")],
      [equals("project_id", "1", "2"), matches("environment", "prod-*")],
      [equals("sub", "system:serviceaccount:ci:deployer")],
      [equals("repository", "acme/shop"), equals("ref", "refs/heads/main")],
      [equals("terraform_workspace_id", "ws-1"), matches("terraform_run_phase", "a*")],
    ])
      expect(() => refuseTooWide(ruleOf(claims))).not.toThrow();
  });

  test("with advice when it could be safer, and without when it could not", () => {
    const adviceOn = (claims: Claims, audience = "https://keys.example.com") =>
      adviceFor({ ...ruleOf(claims), audience });
    expect(adviceOn([equals("repository_id", "1"), equals("ref", "refs/heads/main")])).toEqual([]);
    expect(adviceOn([equals("sub", "system:serviceaccount:ci:deployer")])).toEqual([]);
    expect(adviceOn([equals("repository", "acme/shop"), equals("ref", "refs/heads/main")])).toEqual([
      "repository is a name: whoever takes it over one day is trusted. Add repository_id, which stays.",
    ]);
    expect(adviceOn([equals("sub", "repo:acme/shop:environment:live")])).toHaveLength(1);
    expect(adviceOn([equals("repository_id", "1")])).toEqual([
      "Jobs on every branch are trusted. Add ref or environment to say which.",
    ]);
    expect(
      adviceOn([equals("repository_id", "1"), equals("environment", "live")], "https://github.com/acme"),
    ).toHaveLength(1);
  });
});
