import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { expect, test, vi } from "vitest";

test("the example in the README runs and prints what it says", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const example = /```js\n([^]*?)```/.exec(readme)![1]!;
  const promised = [...example.matchAll(/^console\.log.*\n\/\/ (.*)$/gm)].map((match) => match[1]);
  const code = example.replace(
    '"@keywright/policy"',
    JSON.stringify(new URL("index.ts", import.meta.url).href),
  );

  const log = vi.spyOn(console, "log").mockReturnValue(undefined);
  await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
  const printed = log.mock.calls.map(([value]) => (typeof value === "string" ? value : inspect(value)));
  log.mockRestore();

  expect(promised.length).toBeGreaterThan(0);
  expect(printed).toEqual(promised);
});
