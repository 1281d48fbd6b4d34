import { describe, expect, test } from "vitest";
import {
  type Context,
  contextNameFor,
  contextsFrom,
  contextsText,
  withContext,
  withoutContext,
} from "./contexts.ts";

const CONTEXT: Context = {
  url: "https://keys.example.com",
  tokenId: "tok_01jd5q0p5ve3xs2s3v8m2h6k9a",
  tokenIn: "file",
  org: "acme",
};
const CONTEXTS = {
  current: "a",
  contexts: { a: CONTEXT, b: { ...CONTEXT, team: "web", issued: true as const } },
};

test("what is written is read again", () => {
  expect(contextsFrom(contextsText(CONTEXTS))).toEqual(CONTEXTS);
  expect(contextsFrom(contextsText({ contexts: {} }))).toEqual({ contexts: {} });
});

describe("a file is damaged", () => {
  const file = (change: object) => JSON.stringify({ version: 1, ...CONTEXTS, ...change });
  const context = (change: object) => file({ contexts: { a: { ...CONTEXT, ...change } } });
  test.each([
    ["that is empty", ""],
    ["that is not JSON", "{"],
    ["that is another's", '{"hello":"world"}'],
    ["that is a list", "[]"],
    ["whose version is a word", file({ version: "1" })],
    ["whose current context is not there", file({ current: "c" })],
    ["whose current context is what every object has", file({ current: "constructor" })],
    ["with a list for contexts", file({ contexts: [CONTEXT] })],
    ["with a context that leads out of its folder", file({ contexts: { "../a": CONTEXT } })],
    ["with an address that is none", context({ url: "keys" })],
    ["without an organization", context({ org: undefined })],
    ["with a token that leads out of its folder", context({ tokenId: "../../etc/passwd" })],
    ["with a token in a place that we do not know", context({ tokenIn: "vault" })],
    ["with a team that is no text", context({ team: 1 })],
  ])("%s", (_, text) => {
    expect(contextsFrom(text)).toBeUndefined();
  });
});

test("a file of a later version is told from a damaged one, whatever it holds", () => {
  expect(contextsFrom('{"version":2}')).toBe("newer");
});

test("a login to the same server takes the name again, one to another server gets a name of its own", () => {
  expect(contextNameFor("a", CONTEXT.url, CONTEXTS)).toBe("a");
  expect(contextNameFor("a", "https://other.example.com", CONTEXTS)).toBe("a-2");
  expect(contextNameFor("Ümläut", CONTEXT.url, { contexts: {} })).toBe("default");
});

test("what is added becomes the current one, and the current one that is removed leaves none", () => {
  expect(withContext(CONTEXTS, "c", CONTEXT)).toMatchObject({ current: "c", contexts: { a: CONTEXT } });
  expect(withoutContext(CONTEXTS, "a")).toEqual({ contexts: { b: CONTEXTS.contexts.b } });
  expect(withoutContext(CONTEXTS, "b")).toEqual({ current: "a", contexts: { a: CONTEXT } });
});
