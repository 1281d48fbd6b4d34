import { expect, test } from "vitest";
import { endedWords } from "./ended-words.ts";

const ADA = { type: "member", id: "mem_1", name: "Ada Lovelace" } as const;

test.each([
  ["revoked", "Revoked by Ada Lovelace"],
  ["issuer_revoked", "Revoked with what issued it, by Ada Lovelace"],
  ["parent_ended", "Ended with the token it was derived from, by Ada Lovelace"],
  ["member_lost_role", "Its member lost the role, or left: by Ada Lovelace"],
  ["role_deleted", "Its role was deleted by Ada Lovelace"],
  ["trust_rule_changed", "Its trust rule was changed by Ada Lovelace"],
] as const)("%s is said with who did it", (reason, words) => {
  expect(endedWords({ reason, by: ADA })).toBe(words);
});

test("what nobody did has nobody named", () => {
  expect(endedWords({ reason: "expired" })).toBe("Expired");
  expect(endedWords({ reason: "revoked", by: { type: "system", id: "system", name: "system" } })).toBe(
    "Revoked",
  );
});
