import { ConnectorError, type ConnectorErrorCode } from "./connector-error.ts";
import type { HttpAnswer } from "./http.ts";
import { quoted } from "./quoted.ts";

interface Failed {
  readonly title: string;
  /** Completes "could not …". */
  readonly to: string;
  readonly answer: HttpAnswer;
  readonly json: unknown;
  readonly secrets: readonly string[];
}

/** What an answer that is no success means to the person who set up the connection. */
export function failure({ title, to, answer, json, secrets }: Failed): ConnectorError {
  const [code, because] = meaning(title, answer);
  const words = quoted(messageIn(json), secrets);
  const needed = code === "permission_missing" && quoted(neededBy(answer), secrets);
  const sentences = [`Could not ${to}: ${because}.`, ...(needed ? [`What is needed there: ${needed}.`] : [])];
  const said = words === undefined ? "" : `${capitalised(title)} says: ${words}`;
  return new ConnectorError(code, sentences.join(" "), said);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function meaning(title: string, answer: HttpAnswer): readonly [ConnectorErrorCode, string] {
  const { status } = answer;
  if (isRateLimit(answer)) return ["rate_limited", `${title} has had too many requests, ${when(answer)}`];
  if (status === 401) return ["credentials_rejected", `${title} does not accept the credentials`];
  if (status === 403) return ["permission_missing", `${title} does not allow it to these credentials`];
  if (status === 404) {
    return [
      "not_found",
      `${title} does not know the place; it may be gone, or out of the credentials' reach`,
    ];
  }
  if (status === 413) return ["too_large", `it is more than ${title} takes`];
  if (status >= 500) return ["platform_unreachable", `${title} is out of order (${status}); try again later`];
  if (status >= 400) return ["rejected", `${title} turned the request down (${status})`];
  if (status >= 300) {
    return [
      "unexpected_answer",
      `${title} answers with a redirect (${status}), which is not followed; give the address that it leads to`,
    ];
  }
  return ["unexpected_answer", `${title} gave an answer (${status}) that is not expected of it`];
}

/** Some platforms answer 403 when it is too much. */
function isRateLimit({ status, headers }: HttpAnswer): boolean {
  const exhausted = headers["x-ratelimit-remaining"] === "0" || headers["retry-after"] !== undefined;
  return status === 429 || (status === 403 && exhausted);
}

function when({ headers }: HttpAnswer): string {
  const seconds = headers["retry-after"] ?? "";
  return /^\d{1,5}$/.test(seconds) ? `try again in ${seconds} seconds` : "try again later";
}

/** Where platforms name what a request needs. */
function neededBy({ headers }: HttpAnswer): string | undefined {
  return headers["x-accepted-github-permissions"];
}

/** Where the APIs that we know put their words. */
function messageIn(json: unknown): unknown {
  if (!isObject(json)) return undefined;
  const { error, message, detail } = json;
  return isObject(error) ? error["message"] : (message ?? detail);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
