import { type ErrorCode, ERRORS, Problem, requiredPermissions } from "@keywright/contract";
import { expect } from "vitest";
import type { HttpAnswer } from "./guard-http.ts";
import type { Target } from "./guard-targets.ts";

/** The fields of a refusal that do not differ from one request to the next: what a caller can tell answers apart by. */
export function withoutRequestId({ status, json }: HttpAnswer): object {
  return { status, ...(json as object), requestId: "…" };
}

const ExactProblem = Problem.strict();

/** A refusal of this code, in the one shape that refusals have. */
export function expectProblem(answer: HttpAnswer, codes: ErrorCode | readonly ErrorCode[]): Problem {
  const given = `${answer.status} ${answer.text.slice(0, 300)}`;
  const { code } = (answer.json ?? {}) as { code?: ErrorCode };
  expect([codes].flat(), given).toContain(code);
  const problem = ExactProblem.parse(answer.json);
  const { status, title } = ERRORS[problem.code];
  expect(answer.headers["content-type"], given).toMatch(/^application\/problem\+json(;|$)/);
  expect(answer.headers["x-request-id"], given).toBe(problem.requestId);
  expect([answer.status, problem.status, problem.error.status], given).toEqual([status, status, status]);
  expect([problem.title, problem.error.id], given).toEqual([title, problem.code]);
  expect(problem.error.message, given).toBe(problem.detail);
  return problem;
}

/** A refusal names the field, or what the field is a part of. */
export function expectNamed({ error }: Problem, field: string): void {
  const names = Object.keys(error.details ?? {});
  const isNamed = names.some((name) => field === name || field.startsWith(`${name}.`));
  expect(isNamed, `names ${names.join() || "nothing"}, and not ${field}`).toBe(true);
}

/** `WWW-Authenticate` as RFC 6750 section 3 has it; no other refusal sends one. */
export function expectChallenge({ headers }: HttpAnswer, code: ErrorCode, { route }: Target): void {
  const challenge = headers["www-authenticate"];
  const realm = 'Bearer realm="keywright"';
  if (code === "no_credentials") {
    // Who sent no credentials is told nothing but that some are needed.
    expect(challenge).toBe(realm);
  } else if (ERRORS[code].status === 401) {
    expect(challenge).toMatch(
      /^Bearer realm="keywright", error="invalid_token", error_description="[^"\\]+"$/,
    );
  } else if (code === "permission_missing") {
    const scope = requiredPermissions(route).join(" ");
    expect(challenge).toContain(`${realm}, error="insufficient_scope", error_description="`);
    expect(challenge).toContain(`scope="${scope}"`);
  } else {
    expect(challenge).toBeUndefined();
  }
}
