import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseMessage, readServerMessage, readVerifierMessage, USAGE_ENTRIES_MAX } from "./messages.ts";

const ENTRY = {
  orgId: "o",
  tokenId: "t",
  keyId: "k",
  permission: "project:a:b:c",
  project: null,
  verdict: "allowed",
  count: 1,
  agoMs: 0,
};

describe("a text", () => {
  test.each(["", "x", "1", "null", "[]", "{}", '{"type":1}', '{"type":""}', '"type"'])(
    "%s is no message",
    (text) => {
      expect(parseMessage(text)).toBeUndefined();
    },
  );

  test("of any kind never throws, on either side", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const message = parseMessage(text);
        if (!message) return;
        readServerMessage(message);
        readVerifierMessage(message);
      }),
    );
  });
});

test("a type that is not known is left to be ignored, on either side", () => {
  expect(readServerMessage({ type: "weather" })).toBe("unknown");
  expect(readVerifierMessage({ type: "weather" })).toBe("unknown");
});

describe("a known type in a wrong form is malformed", () => {
  test.each([
    { type: "snapshot", revision: 1 },
    { type: "snapshot", revision: -1, changes: [] },
    { type: "change", revision: 1, changes: [] },
    { type: "change", revision: 1.5, orgId: null, changes: [] },
    { type: "lease", leaseMs: 0, echo: 1, revision: 1 },
    { type: "lease", leaseMs: "15000", echo: 1, revision: 1 },
    { type: "lease", leaseMs: 15_000, revision: 1 },
  ])("from a server: %j", (message) => expect(readServerMessage(message)).toBe("malformed"));

  test.each([
    { type: "hello", name: "a", instance: "i", revision: null, at: 1 },
    { type: "hello", credential: "t", name: "", instance: "i", revision: null, at: 1 },
    { type: "hello", credential: "t", name: "a", revision: null, at: 1 },
    { type: "hello", credential: "t", name: "a", instance: "i", at: 1 },
    { type: "ack", revision: 1 },
    { type: "ack", revision: "1", at: 1 },
    { type: "usage" },
    { type: "usage", entries: [{ ...ENTRY, count: -1 }] },
    { type: "usage", entries: [{ ...ENTRY, agoMs: -1 }] },
    { type: "usage", entries: Array.from({ length: USAGE_ENTRIES_MAX + 1 }, () => ENTRY) },
  ])("from a verifier: %j", (message) => expect(readVerifierMessage(message)).toBe("malformed"));
});

test("what both sides send is read as it was sent", () => {
  for (const message of [
    { type: "hello", credential: "t", name: "a", instance: "i", revision: null, at: 1 },
    { type: "ack", revision: 0, at: 0.5 },
    { type: "usage", entries: [ENTRY] },
    { type: "bye" },
  ]) {
    expect(readVerifierMessage(message)).toEqual(message);
  }
  for (const message of [
    { type: "snapshot", revision: 0, changes: [] },
    { type: "change", revision: 1, orgId: null, changes: [] },
    { type: "lease", leaseMs: 15_000, echo: 1, revision: 1 },
  ]) {
    expect(readServerMessage(message)).toEqual(message);
  }
});
