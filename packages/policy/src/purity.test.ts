import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

// The one engine that decides everywhere: in a server, in a customer's process, in a browser. What it decides may
// depend on its arguments only, so it can import nothing and has no clock, no randomness, no input and no output.

const sources = globSync("*.ts", { cwd: import.meta.dirname }).filter(
  (file) => !file.endsWith(".test.ts") && !file.endsWith(".test-support.ts"),
);

test.each(sources)("%s imports nothing but its neighbours", (file) => {
  const imported = [...read(file).matchAll(/\b(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map(
    (match) => match[1]!,
  );
  expect(imported.filter((each) => !/^\.\/[a-z-]+\.ts$/.test(each))).toEqual([]);
  expect(imported.filter((each) => each.includes("test"))).toEqual([]);
});

test.each(sources)("%s depends on no environment, time or chance", (file) => {
  const code = read(file).replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
  expect(code).not.toMatch(
    /\b(?:process|Buffer|globalThis|window|document|fetch|require|Date|performance|crypto)\b/,
  );
  expect(code).not.toMatch(/\bMath\.random\b/);
});

test("the package has no dependencies", () => {
  const manifest = JSON.parse(read("../package.json")) as object;
  expect(Object.keys(manifest).filter((key) => /dependencies/i.test(key))).toEqual([]);
});

function read(file: string): string {
  return readFileSync(new URL(file, import.meta.url), "utf8");
}
