import type { z } from "zod";
import { ConnectorError } from "./connector-error.ts";
import { failure } from "./failure.ts";
import type { Http, HttpAnswer, HttpRequest } from "./http.ts";

/** A JSON API, and as whom it is spoken to. */
export interface Platform {
  readonly title: string;
  readonly http: Http;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What must not come back in a sentence. */
  readonly secrets: readonly string[];
}

export interface Call {
  readonly method: HttpRequest["method"];
  readonly path: string;
  readonly body?: unknown;
  readonly repeatable?: true;
  /** Completes "could not …": `list projects`. */
  readonly to: string;
}

/** Makes a request and reads the answer by its schema. Whatever else comes back is thrown as a `ConnectorError`. */
export async function call<T>(platform: Platform, request: Call, schema: z.ZodType<T>): Promise<T> {
  const answer = await send(platform, request);
  const read = schema.safeParse(parsed(answer.text));
  if (!read.success) throw unexpected(platform, request);
  return read.data;
}

/** The same for requests whose answer says nothing that matters, as long as it is not a page for people. */
export async function send(platform: Platform, request: Call): Promise<HttpAnswer> {
  const { title, http, baseUrl, headers } = platform;
  const { method, path, body, repeatable } = request;
  const answer = await http({
    method,
    url: baseUrl + path,
    headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(repeatable && { repeatable }),
  });
  const json = parsed(answer.text);
  if (answer.status < 200 || answer.status >= 300) {
    throw failure({ title, to: request.to, answer, json, secrets: platform.secrets });
  }
  if (json === undefined && answer.text !== "") throw unexpected(platform, request);
  return answer;
}

function unexpected({ title, baseUrl }: Platform, { to }: Call): ConnectorError {
  return new ConnectorError(
    "unexpected_answer",
    `Could not ${to}: ${title} answered, but not in the form that is expected of it. ` +
      `Check that ${new URL(baseUrl).origin} is the address of its API, and any proxy on the way.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
