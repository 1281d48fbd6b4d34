import { ConnectionError } from "./errors.ts";
import type { HttpRequest } from "./request.ts";
import type { Connection } from "./settings.ts";

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * Sends once and reads the whole answer. Never sends again: only the caller knows whether a write that may have arrived
 * can be repeated (see `idempotencyKey`).
 */
export async function send(
  connection: Connection,
  request: HttpRequest,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(connection.timeoutMs);
  try {
    return await readWhole(await begin(connection, request, signal, timeout));
  } catch (cause) {
    throw failureOf(connection, request, { signal, timeout, cause });
  }
}

/** Sends, and answers as soon as there are headers. */
export function begin(
  connection: Connection,
  request: HttpRequest,
  signal: AbortSignal | undefined,
  timeout: AbortSignal,
): Promise<Response> {
  return connection.fetch(request.url, {
    method: request.method,
    headers: request.headers,
    ...(request.body !== undefined && { body: request.body }),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    // Following would hand the token to whoever the redirect names.
    redirect: "manual",
  });
}

export async function readWhole(response: Response): Promise<HttpAnswer> {
  return { status: statusOf(response), headers: response.headers, text: await response.text() };
}

interface Failure {
  readonly signal: AbortSignal | undefined;
  readonly timeout: AbortSignal;
  readonly cause: unknown;
}

/** What to throw when there is no answer, or no end of it. */
export function failureOf(
  { timeoutMs }: Connection,
  { url }: HttpRequest,
  { signal, timeout, cause }: Failure,
): unknown {
  if (signal?.aborted) return signal.reason;
  const why = timeout.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(cause);
  const { origin, pathname } = new URL(url);
  return new ConnectionError(
    origin + pathname,
    `Cannot reach ${origin + pathname}: ${why}. Check the url, and that Keywright runs there and is reachable from here.`,
    { cause },
  );
}

/** Browsers hide a redirect behind status 0. */
function statusOf(response: Response): number {
  return response.type === "opaqueredirect" ? 302 : response.status;
}

/** `fetch` says only "fetch failed"; the system's code (`ECONNREFUSED`, `ENOTFOUND`, …) is in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "the connection failed";
  const { cause } = error;
  if (typeof cause === "object" && cause !== null && "code" in cause) return String(cause.code);
  return error.message;
}
