import { expect, test } from "vitest";
import { readEnvLines } from "./env-lines.ts";

test("lines of a .env file become pairs, without quotes and comments", () => {
  const text = "# comment\nexport A=1\n\nB = \"two\\nlines\"\nC='it=is'\nD=\n";
  expect(readEnvLines(text)).toEqual([
    ["A", "1"],
    ["B", "two\nlines"],
    ["C", "it=is"],
    ["D", ""],
  ]);
});

test.each(["A_NAME", "", "A=1\nnot a line", "1A=2"])("other text is left as it stands: %j", (text) => {
  expect(readEnvLines(text)).toBeUndefined();
});
