import { expect, test } from "vitest";
import { watchForInterruption } from "../interruption.ts";
import { createProgram } from "../program.ts";
import { candidates } from "./candidates.ts";

const program = createProgram(watchForInterruption());
const CONTEXTS = [{ value: "acme", description: "https://keys.example.com" }];

async function complete(line: string): Promise<readonly string[]> {
  const values = (name: string) => Promise.resolve(name === "context" ? CONTEXTS : []);
  return (await candidates(program, line.split(" "), values)).map(({ value }) => value);
}

test.each([
  ["a command", "who", ["whoami"]],
  ["a command below another", "context ", ["list", "use", "remove"]],
  ["a command behind an option that takes a value", "--team web context l", ["list"]],
  ["an option of the command", "login --head", ["--headless"]],
  ["an option that is understood everywhere", "whoami --js", ["--json"]],
  ["the value of an option", "whoami --context ", ["acme"]],
  ["an argument", "context use a", ["acme"]],
  ["an argument with choices", "completion ", ["bash", "zsh", "fish"]],
  ["nothing where a secret would stand", "verify ", []],
])("%s is completed", async (_, line, expected) => {
  expect(await complete(line)).toEqual(expected);
});

test("what is hidden is not offered", async () => {
  expect(await complete("comple")).toEqual(["completion"]);
});
