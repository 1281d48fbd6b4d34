import { ERRORS, EXPIRING_SOON_DAYS } from "@keywright/contract";
import type { Principal } from "@keywright/verifier";
import { expect, test } from "vitest";
import { refusal } from "../../../verifier/src/adapters/refusal.ts";
import { REFUSALS, type RefusalCode, WRONG_EXPOSURE } from "../../../verifier/src/adapters/words.ts";
import { ENDS_SOON_SECONDS } from "../../../verifier/src/ends-soon.ts";
import { challenge } from "../../src/http/challenge.ts";
import { problem } from "../../src/http/problem.ts";
import { wrongExposure } from "../../src/wrong-exposure.ts";

const permission = "project:secrets:secret-groups:list";

test.each(Object.keys(REFUSALS) as RefusalCode[])(
  "a guarded API refuses with %s in the server's own words, shape and challenge",
  (code) => {
    expect(REFUSALS[code]).toEqual(ERRORS[code]);
    const detail = "What happened.";
    const { status, headers, body } = refusal({ code, permission, requestId: "id", detail });
    expect(status).toBe(ERRORS[code].status);
    expect(JSON.parse(body)).toEqual(problem({ code, detail, requestId: "id" }));
    expect(headers["www-authenticate"]).toBe(challenge(code, [permission]));
  },
);

test("a token of the wrong exposure is told the same by a guarded API and by the server", () => {
  const told = (publishable: boolean) => wrongExposure({ publishable } as Principal);
  expect(told(true)).toBe(WRONG_EXPOSURE.secret);
  expect(told(false)).toBe(WRONG_EXPOSURE.publishable);
});

test("a key ends soon to a guarded API when its token is expiring to the server", () => {
  expect(ENDS_SOON_SECONDS).toBe(EXPIRING_SOON_DAYS * 24 * 3600);
});
