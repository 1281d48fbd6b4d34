import { describe, expect, test } from "vitest";
import { readCatalogue } from "./catalogue-document.ts";

describe("a catalogue that somebody wrote", () => {
  test.each([
    ["what is no JSON", "{permissions"],
    ["no list", `{"scopes": []}`],
    ["nothing", "null"],
    ["an entry without a permission", `[{"sensitive": true}]`],
    ["a number among them", `["a:b:c:d", 1]`],
  ])("is refused with a sentence: %s", (_, text) => {
    expect(readCatalogue(text)).toHaveProperty("mistake");
  });

  test("is read as a list, or under its key, with flags or as mere names", () => {
    const permissions = [{ permission: "a:b:c:d" }];
    expect(readCatalogue(`["a:b:c:d"]`)).toEqual({ permissions });
    expect(readCatalogue(`{"permissions": ["a:b:c:d"]}`)).toEqual({ permissions });
    const flagged = `[{"permission": "a:b:c:d", "sensitive": true}]`;
    expect(readCatalogue(flagged)).toEqual({ permissions: [{ permission: "a:b:c:d", sensitive: true }] });
  });
});
