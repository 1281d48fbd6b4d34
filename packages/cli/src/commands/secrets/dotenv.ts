import { parseEnv } from "node:util";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";

type Variables = Readonly<Record<string, string>>;

/** A value that needs no quotes in a shell or a .env file. */
const PLAIN = /^[\w./:@%+,=-]*$/;
const QUOTES = ["'", '"', "`"] as const;

/** As a .env file. What cannot be written so that it reads back the same is refused, not mangled. */
export function dotenvText(variables: Variables): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${quoted(name, value)}`)
    .join("\n");
}

function quoted(name: string, value: string): string {
  if (PLAIN.test(value)) return value;
  // Between double quotes, `\n` is read as a line break.
  const quote = QUOTES.find((mark) => !value.includes(mark) && !(mark === '"' && value.includes("\\")));
  const text = quote && `${quote}${value}${quote}`;
  if (text !== undefined && parseEnv(`${name}=${text}`)[name] === value) return text;
  throw new Failure(EXIT.usage, `The value of ${name} cannot be written in a .env file.`, [
    "Get it alone, or all with --json.",
  ]);
}

/** From a .env file or a JSON object. The message quotes nothing: these are secrets. */
export function variablesIn(text: string): Variables {
  const trimmed = text.trim();
  const variables = trimmed.startsWith("{") ? jsonVariables(trimmed) : (parseEnv(text) as Variables);
  if (Object.keys(variables).length > 0) return variables;
  throw new Failure(
    EXIT.usage,
    "There is no variable in what was given: it is KEY=value lines, or a JSON object.",
  );
}

function jsonVariables(text: string): Variables {
  try {
    return JSON.parse(text) as Variables;
  } catch {
    throw new Failure(EXIT.usage, "What was given begins like JSON, but is not valid JSON.");
  }
}
