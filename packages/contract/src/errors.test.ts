import { expect, test } from "vitest";
import { type ErrorCode, ERRORS, Problem } from "./errors.ts";

const entries = Object.entries(ERRORS) as [ErrorCode, { status: number; title: string }][];

test.each(entries)("%s can be switched on by clients, and is an HTTP error", (code, { status, title }) => {
  expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(600);
  expect(title).toMatch(/^[A-Z].*[^.]$/);
});

test("no two codes say the same thing, so the table needs no second look to choose one", () => {
  const titles = entries.map(([, { title }]) => title);
  expect(new Set(titles).size).toBe(titles.length);
});

test("a code that says who you are is 401, one that says what you may is 403", () => {
  const statusOf = (status: number) =>
    entries.filter(([, error]) => error.status === status).map(([code]) => code);
  expect(statusOf(401)).toEqual(
    expect.arrayContaining([
      "no_credentials",
      "malformed",
      "bad_signature",
      "expired",
      "revoked",
      "role_deleted",
    ]),
  );
  expect(statusOf(403)).toEqual(
    expect.arrayContaining(["permission_missing", "ip_not_allowed", "escalation"]),
  );
});

test("a problem accepts every code of the table and no other", () => {
  const problem = {
    type: "about:blank",
    title: "t",
    status: 400,
    detail: "d",
    requestId: "r",
    error: { status: 400, message: "d", id: "i" },
  };
  for (const [code] of entries) expect(Problem.safeParse({ ...problem, code }).success).toBe(true);
  expect(Problem.safeParse({ ...problem, code: "teapot" }).success).toBe(false);
});
