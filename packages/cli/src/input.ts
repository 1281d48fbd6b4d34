import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { EXIT } from "./exit-codes.ts";
import { Failure } from "./failure.ts";

/** Longer than any token; what is endless is not read to its end. */
const TOKEN_INPUT_MAX_LENGTH = 64 * 1024;

/** The text of a file, or of standard input for `-`. */
export async function readInput(file: string): Promise<string> {
  if (file === "-") return text(process.stdin);
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Failure(EXIT.usage, `Cannot read ${file} (${code}).`, [], { cause });
  }
}

/** JSON from a file, or from standard input for `-`. The message does not quote it: it may hold secrets. */
export async function readJson(file: string): Promise<unknown> {
  return parsedJson(await readInput(file), file === "-" ? "Standard input" : file);
}

function parsedJson(text: string, from: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(EXIT.usage, `${from} does not hold valid JSON.`);
  }
}

/** JSON that was piped in; undefined when nothing was. */
export async function readJsonFromPipe(): Promise<unknown> {
  if (process.stdin.isTTY) return undefined;
  const read = await readInput("-");
  return read.trim() === "" ? undefined : parsedJson(read, "Standard input");
}

/** A token's value from a pipe or a file: `keywright verify - < token`. */
export async function readTokenFromStdin(): Promise<string> {
  let read = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) {
    read += String(chunk);
    if (read.length > TOKEN_INPUT_MAX_LENGTH) break;
  }
  return checkedToken(read);
}

/** The message does not repeat what was given: it may be a secret, only not the right one. */
export function checkedToken(given: string): string {
  const token = given.trim();
  if (token === "") throw new Failure(EXIT.usage, "There is no token on standard input.");
  if (token.length > TOKEN_INPUT_MAX_LENGTH || !/^[\x21-\x7e]+$/.test(token)) {
    throw new Failure(EXIT.usage, "What was given is not a token: give the value alone.");
  }
  return token;
}
