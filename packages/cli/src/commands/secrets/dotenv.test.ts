import fc from "fast-check";
import { parseEnv } from "node:util";
import { expect, test } from "vitest";
import { Failure } from "../../failure.ts";
import { dotenvText, variablesIn } from "./dotenv.ts";

const names = fc.stringMatching(/^[A-Za-z_]\w{0,10}$/).filter((name) => name !== "__proto__");
const pieces = fc.constantFrom(
  "a",
  "1",
  " ",
  "\n",
  "\r",
  "\\",
  "\\n",
  "'",
  '"',
  "`",
  "$",
  "#",
  "=",
  "é",
  "😀",
  "\t",
  "",
);
const values = fc.array(pieces, { maxLength: 12 }).map((all) => all.join(""));

test("whatever is written as a .env file reads back the same, or is not written", () => {
  fc.assert(
    fc.property(fc.dictionary(names, values, { minKeys: 1 }), (variables) => {
      let text: string;
      try {
        text = dotenvText(variables);
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
        return;
      }
      expect({ ...parseEnv(text) }).toEqual({ ...variables });
    }),
    { numRuns: 2000 },
  );
});

test("a value that no quotes can hold is refused without being repeated", () => {
  expect(() => dotenvText({ KEY: "'\"`" })).toThrow("The value of KEY cannot be written");
});

test("lines and JSON are read, with numbers as the API takes them", () => {
  expect(variablesIn("A=1\nB='two words' # why\n")).toEqual({ A: "1", B: "two words" });
  expect(variablesIn(' {"A": "1", "B": 2} ')).toEqual({ A: "1", B: 2 });
});

test.each(["", "no variables here", "{hunter2", "[]"])(
  "%j holds no variables, and is not repeated",
  (text) => {
    expect(() => variablesIn(text)).toThrow(Failure);
    expect(() => variablesIn(text)).not.toThrow(/hunter2/);
  },
);
