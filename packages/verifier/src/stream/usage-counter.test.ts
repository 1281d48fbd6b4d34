import { expect, test } from "vitest";
import type { Verdict } from "../verdict.ts";
import { USAGE_ENTRIES_MAX, VERIFIER_MESSAGE_MAX_BYTES } from "./messages.ts";
import { UsageCounter } from "./usage-counter.ts";

const request = { permission: "project:a:b:c", project: "web" };

function verdictOf(keyId: string, refusal?: "permission_missing"): Verdict {
  const principal = { orgId: "o", tokenId: "t", keyId } as Extract<Verdict, { allowed: true }>["principal"];
  return refusal
    ? { allowed: false, reason: refusal, revision: 1, principal }
    : { allowed: true, revision: 1, principal };
}

test("counts by key, permission, project and verdict, with the time since the last of each", () => {
  const counter = new UsageCounter();
  counter.record(request, verdictOf("k1"), 100);
  counter.record(request, verdictOf("k1"), 300);
  counter.record(request, verdictOf("k1", "permission_missing"), 200);
  counter.record({ permission: "project:a:b:c" }, verdictOf("k1"), 250);
  const what = { orgId: "o", tokenId: "t", keyId: "k1", permission: "project:a:b:c" };
  expect(counter.take(1000)).toEqual([
    [
      { ...what, project: "web", verdict: "allowed", count: 2, agoMs: 700 },
      { ...what, project: "web", verdict: "permission_missing", count: 1, agoMs: 800 },
      { ...what, project: null, verdict: "allowed", count: 1, agoMs: 750 },
    ],
  ]);
  expect(counter.take(1000)).toEqual([]);
});

test("a refused credential is nobody, and is not counted", () => {
  const counter = new UsageCounter();
  counter.record(request, { allowed: false, reason: "bad_signature", revision: 1 }, 1);
  expect(counter.take(2)).toEqual([]);
});

test("reports in portions that fit a message", () => {
  const counter = new UsageCounter();
  for (let index = 0; index < USAGE_ENTRIES_MAX + 1; index++)
    counter.record(request, verdictOf(`k${index}`), 1);
  expect(counter.take(2).map((portion) => portion.length)).toEqual([USAGE_ENTRIES_MAX, 1]);
});

test("a token cannot make a report too long to be sent by what it names as the project", () => {
  const counter = new UsageCounter();
  const long = (index: number) => ({
    permission: `project:${"a".repeat(180)}`,
    project: `${index}`.padStart(1000, "p"),
  });
  for (let index = 0; index < USAGE_ENTRIES_MAX; index++) counter.record(long(index), verdictOf("k"), 1);
  for (let index = 0; index < USAGE_ENTRIES_MAX; index++) {
    const name = `${index}`.padStart(100, "p");
    counter.record({ ...long(index), project: name }, verdictOf("k"), 1);
  }
  for (const entries of counter.take(2)) {
    expect(JSON.stringify({ type: "usage", entries }).length).toBeLessThan(VERIFIER_MESSAGE_MAX_BYTES);
  }
});
