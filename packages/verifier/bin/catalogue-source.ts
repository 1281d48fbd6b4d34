import { readFile } from "node:fs/promises";
import { CommandError } from "./command-error.ts";

const TIMEOUT_MS = 10_000;
/** What can stand in a header: `fetch` repeats a value that cannot in its error, and this one is a secret. */
const TOKEN = /^[\x21-\x7e]+$/;

/** The catalogue as a server answers it. */
export async function fetchCatalogue(url: string, tokenFile: string): Promise<unknown> {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (!address || !/^https?:$/.test(address.protocol) || address.username || address.password) {
    throw new CommandError(
      "usage",
      "--url must be an http or https address, such as https://keys.example.com",
    );
  }
  const token = (await readText(tokenFile)).trim();
  if (!TOKEN.test(token)) throw new CommandError("unreadable", `There is no token in ${tokenFile}.`);
  const response = await ask(`${url.replace(/\/+$/, "")}/v1/permissions`, token);
  return parseJson(response, `The answer of ${url}`);
}

export async function readCatalogueFile(file: string): Promise<unknown> {
  return parseJson(await readText(file), file);
}

async function ask(url: string, token: string): Promise<string> {
  let response: Response;
  let text: string;
  try {
    const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
    response = await fetch(url, { headers, redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
    text = await response.text();
  } catch (error) {
    throw new CommandError("unavailable", `${url} does not answer${reasonOf(error)}.`);
  }
  if (response.ok) return text;
  const kind = response.status === 401 || response.status === 403 ? "refused" : "unavailable";
  throw new CommandError(kind, `${url} answers ${response.status}${codeIn(text)}.`);
}

/** Where and what, but none of the words of `fetch`, which may be those of the request. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return ` within ${TIMEOUT_MS / 1000} s`;
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === "string" ? ` (${cause.code})` : "";
}

/** The stable code of a refusal; nothing else of a body that anybody may have written. */
function codeIn(text: string): string {
  const code = /"code":"([a-z_]{1,40})"/.exec(text)?.[1];
  return code ? ` ${code}` : "";
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new CommandError("unreadable", `${file} cannot be read (${(error as { code?: string }).code}).`);
  }
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CommandError("notACatalogue", `${what} is not JSON.`);
  }
}
