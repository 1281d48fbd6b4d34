import { ERRORS } from "@keywright/contract";
import { expect, test } from "vitest";
import { refusal } from "../../../verifier/src/adapters/refusal.ts";
import { REFUSALS, type RefusalCode } from "../../../verifier/src/adapters/words.ts";
import { challenge } from "../../src/http/challenge.ts";
import { problem } from "../../src/http/problem.ts";

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
