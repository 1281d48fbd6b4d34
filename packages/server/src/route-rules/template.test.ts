import { describe, expect, test } from "vitest";
import { isAmbiguous, readTemplate, type TemplateSegment } from "./template.ts";

function segmentsOf(path: string): readonly TemplateSegment[] {
  const segments = readTemplate(path);
  if (typeof segments === "string") throw new Error(segments);
  return segments;
}

test("a template is literals and parameters, each a whole segment", () => {
  expect(readTemplate("/teams/{teamId}/caf%C3%A9/")).toEqual([
    { literal: "teams" },
    { parameter: "teamId" },
    { literal: "café" },
    { literal: "" },
  ]);
});

test.each([
  ["orders", "must begin with a slash"],
  ["/a/{id}.json", "may have parameters only as whole segments"],
  ["/a/{id}:archive", "may have parameters only as whole segments"],
  ["/a/{}", "may have parameters only as whole segments"],
  ["/{a}/{a}", "names {a} twice"],
  ["/a//b", "has an empty segment"],
  ["/a/../b", "has a segment that no request can have"],
  ["/a;b", "has a segment that no request can have"],
  ["/a%2Fb", "has a segment that no request can have"],
  ["/a".repeat(51), "must have at most 50 segments"],
])("%s %s", (path, what) => {
  expect(readTemplate(path)).toBe(what);
});

describe("two paths", () => {
  test.each([
    ["/books/{id}", "/{kind}/me"],
    ["/a/{x}/c", "/a/{y}/c"],
    ["/{a}/b/{c}", "/x/{b}/{c}"],
    ["/{a}", "/{b}"],
  ])("%s and %s match the same requests, and neither is the more specific one", (one, other) => {
    expect(isAmbiguous(segmentsOf(one), segmentsOf(other))).toBe(true);
    expect(isAmbiguous(segmentsOf(other), segmentsOf(one))).toBe(true);
  });

  test.each([
    ["/books/{id}", "/books/me"],
    ["/books/{id}", "/authors/me"],
    ["/books/{id}", "/books/{id}/pages"],
    ["/{a}/{b}", "/{a}/c"],
    ["/{a}/", "/{a}/{b}"],
    ["/x/{a}", "/{b}/{c}"],
  ])("%s and %s are told apart", (one, other) => {
    expect(isAmbiguous(segmentsOf(one), segmentsOf(other))).toBe(false);
    expect(isAmbiguous(segmentsOf(other), segmentsOf(one))).toBe(false);
  });
});
