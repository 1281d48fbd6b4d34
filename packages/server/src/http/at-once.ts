import type { FastifyReply, FastifyRequest, RequestPayload } from "fastify";
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { Logger } from "pino";
import { logsRequests } from "./log-request.ts";

/** A success: headers as names and values in turn, and what follows them. */
export interface Answer {
  readonly headers: readonly string[];
  readonly body?: string;
}

/**
 * What a door says from memory alone, to a request that it has admitted before. Undefined, or a promise, whenever anything
 * is left to be refused or found out: then the request goes to its route, as if nobody had looked at it.
 */
export interface QuickDoor {
  answer(request: IncomingMessage, body: string): Answer | Promise<unknown> | undefined;
  /** Needs the whole body of a POST, if that is of this kind and no longer. */
  readonly body?: { readonly contentType: string; readonly maxBytes: number };
}

/**
 * Before the framework: gateways and platforms ask the same few questions thousands of times a second, and what the
 * framework does for a request, which they need nothing of, costs more than the answer.
 */
export interface AtOnce {
  /** The doors, by path. */
  readonly doors: Map<string, QuickDoor>;
  /** How many were answered so far, by path. */
  readonly answered: ReadonlyMap<string, number>;
  /** Answers, or hands on. */
  serve(request: IncomingMessage, response: ServerResponse, handOn: () => void): void;
}

export function createAtOnce(logger: Logger): AtOnce {
  const doors = new Map<string, QuickDoor>();
  const answered = new Map<string, number>();
  const logs = logsRequests(logger);

  /**
   * When all that came in together is read: sent one by one, each would have to wake whoever waits for it, which costs more
   * than to find out what to answer.
   */
  function sendTogether(...answer: Parameters<typeof send>): void {
    setImmediate(send, ...answer);
  }

  function send(path: string, request: IncomingMessage, response: ServerResponse, answer: Answer): void {
    const { headers, body = "" } = answer;
    const requestId = randomUUID();
    const length = Buffer.byteLength(body);
    response.writeHead(200, [...headers, "x-request-id", requestId, "content-length", String(length)]);
    // Of characters of one byte the connection takes the cheaper way.
    response.end(body, length === body.length ? "latin1" : "utf8");
    answered.set(path, (answered.get(path) ?? 0) + 1);
    if (logs) logger.info({ reqId: requestId, method: request.method, route: path, status: 200 }, "request");
  }

  function ask(door: QuickDoor, request: IncomingMessage, body: string): Answer | undefined {
    try {
      const answer = door.answer(request, body);
      if (!(answer instanceof Promise)) return answer;
      // The route asks the same, waits, and hears of it if that fails.
      answer.catch(() => {});
    } catch (error) {
      // The route knows how to fail; here it would be the end of the process.
      logger.error({ err: error }, "at once");
    }
    return undefined;
  }

  return {
    doors,
    answered,
    serve(request, response, handOn) {
      const path = pathOf(request.url ?? "");
      const door = doors.get(path);
      if (!door || ("upgrade" in request && request.upgrade === true)) return handOn();
      if (!door.body) {
        const answer = ask(door, request, "");
        return answer ? sendTogether(path, request, response, answer) : handOn();
      }
      if (!isOfKind(request, door.body)) return handOn();
      return takeBody(request, (body) => {
        const answer = ask(door, request, body.toString("latin1"));
        if (answer) return sendTogether(path, request, response, answer);
        taken.set(request, body);
        return handOn();
      });
    },
  };
}

function pathOf(url: string): string {
  const query = url.indexOf("?");
  return query === -1 ? url : url.slice(0, query);
}

function isOfKind({ method, headers }: IncomingMessage, kind: NonNullable<QuickDoor["body"]>): boolean {
  // Without a length it is the route's business how long it may be.
  return (
    method === "POST" &&
    headers["content-type"] === kind.contentType &&
    Number(headers["content-length"]) <= kind.maxBytes
  );
}

/** What was taken from a connection is there no more: the route gets it from here. */
const taken = new WeakMap<IncomingMessage, Buffer>();

function takeBody(request: IncomingMessage, then: (body: Buffer) => void): void {
  let body: Buffer | undefined;
  request.on("data", (chunk: Buffer) => (body = body ? Buffer.concat([body, chunk]) : chunk));
  request.on("end", () => then(body ?? Buffer.alloc(0)));
}

/** For routes with a quick door that reads bodies, as `preParsing`. */
export function giveBodyBack(
  { raw }: FastifyRequest,
  _reply: FastifyReply,
  payload: RequestPayload,
  done: (error: null, payload: RequestPayload) => void,
): void {
  const body = taken.get(raw);
  done(null, body ? Readable.from([body], { objectMode: false }) : payload);
}
