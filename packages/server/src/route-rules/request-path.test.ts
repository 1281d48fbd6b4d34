import { describe, expect, test } from "vitest";
import { readRequestPath } from "./request-path.ts";

test.each([
  ["/", [""]],
  ["/orders", ["orders"]],
  ["/orders/", ["orders", ""]],
  ["/teams/web/orders/5", ["teams", "web", "orders", "5"]],
  ["/orders?permission=x&/../", ["orders"]],
  ["/a%20b/caf%C3%A9/%40", ["a b", "café", "@"]],
  ["/a:b/(c)/$d,e=f+g~h*i!j'k", ["a:b", "(c)", "$d,e=f+g~h*i!j'k"]],
  ["/.../..a/a..", ["...", "..a", "a.."]],
])("%s is read as its segments, each decoded once", (uri, segments) => {
  expect(readRequestPath(uri)).toEqual(segments);
});

describe("a path that somebody could read otherwise is not read at all", () => {
  test.each([
    ["relative", ["", "orders", "?x=/orders", "http://host/orders", "*", " /orders"]],
    ["another host", ["//host/orders", "/\\host/orders"]],
    ["empty segments", ["/a//b", "//", "/a//"]],
    ["dot segments", ["/a/../b", "/..", "/a/./b", "/.", "/a/%2e%2e/b", "/a/.%2E/b", "/%2e/b", "/a/.."]],
    ["encoded slashes", ["/a%2fb", "/a%2Fb", "/a%5cb", "/a\\b", "/a/..%2fb", "/%2f"]],
    ["double encodings", ["/a%252fb", "/%252e%252e/b", "/a%2500", "/100%25", "/a%25u002f"]],
    ["other encodings", ["/a%u002fb", "/a%c0%afb", "/%ff", "/a%", "/a%2", "/a%zz", "/%e2%82"]],
    ["NUL and controls", ["/a%00", "/a%0d%0ab", "/a%7f", "/a\tb", "/a\u0000b", "/a%c2%85b", "/a%e2%80%8bb"]],
    ["parameters of segments", ["/a;b", "/a;jsessionid=1/b", "/a%3bb", "/..;/b", "/a/..;x/b"]],
    ["fragments", ["/a#b", "/#/a"]],
    ["characters that belong encoded", ["/a b", "/a|b", "/{a}", "/a<b>", "/caf\u00e9", '/a"b', "/a^b"]],
    ["length", [`/${"a".repeat(8192)}`, "/a".repeat(51)]],
  ])("%s", (_name, uris) => {
    for (const uri of uris) expect([uri, readRequestPath(uri)]).toEqual([uri, undefined]);
  });
});
