import type { RouteSpec } from "@keywright/contract";
import { dataOf } from "./answer.ts";
import type { AnyRequest, CallOptions } from "./operation.ts";
import { type HttpRequest, httpRequest } from "./request.ts";
import { begin, failureOf, readWhole } from "./send.ts";
import type { Connection } from "./settings.ts";

/** An answer that is read as it comes, by the caller. */
export async function file(
  connection: Connection,
  route: RouteSpec,
  request: AnyRequest = {},
  options: CallOptions = {},
): Promise<Response> {
  const http = httpRequest(connection, route, request, options);
  const patience = createPatience(connection.timeoutMs);
  try {
    return await open(connection, route, http, options.signal, patience);
  } finally {
    patience.stop();
  }
}

/** The messages of an event stream. One that is silent for longer than the timeout has been cut off: servers say they live. */
export async function* events(
  connection: Connection,
  route: RouteSpec,
  request: AnyRequest = {},
  options: CallOptions = {},
): AsyncGenerator<unknown, void, undefined> {
  const http = httpRequest(connection, route, request, options);
  const patience = createPatience(connection.timeoutMs);
  const { signal } = options;
  try {
    const { body } = await open(connection, route, http, signal, patience);
    yield* messagesIn(body, patience, (cause) =>
      failureOf(connection, http, { signal, timeout: patience.signal, cause }),
    );
  } finally {
    patience.stop();
  }
}

async function open(
  connection: Connection,
  route: RouteSpec,
  http: HttpRequest,
  signal: AbortSignal | undefined,
  patience: Patience,
): Promise<Response> {
  let refusal;
  try {
    const response = await begin(connection, http, signal, patience.signal);
    if (response.status === 200) return response;
    refusal = await readWhole(response);
  } catch (cause) {
    throw failureOf(connection, http, { signal, timeout: patience.signal, cause });
  }
  dataOf(route, http.url, refusal);
  throw new Error("a refusal was taken for an answer");
}

/** The data of every message (https://html.spec.whatwg.org/multipage/server-sent-events.html): ours are one line of JSON each. */
async function* messagesIn(
  body: ReadableStream<Uint8Array> | null,
  patience: Patience,
  failure: (cause: unknown) => unknown,
): AsyncGenerator<unknown, void, undefined> {
  const reader = body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      patience.renew();
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw failure(cause);
      });
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.startsWith("data:")) yield JSON.parse(line.slice("data:".length));
    }
  } finally {
    // Whoever leaves the loop hangs up.
    await reader.cancel().catch(() => {});
  }
}

interface Patience {
  /** Aborted when nothing has come for too long. */
  readonly signal: AbortSignal;
  renew(): void;
  stop(): void;
}

function createPatience(timeoutMs: number): Patience {
  const controller = new AbortController();
  const wait = () => setTimeout(() => controller.abort(), timeoutMs);
  let timer = wait();
  return {
    signal: controller.signal,
    renew() {
      clearTimeout(timer);
      timer = wait();
    },
    stop: () => clearTimeout(timer),
  };
}
