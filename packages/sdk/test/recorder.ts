import { createServer, type IncomingHttpHeaders } from "node:http";
import { onTestFinished } from "vitest";

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Canned {
  readonly status?: number;
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly text?: string;
  readonly headers?: Record<string, string>;
  /** Never answers. */
  readonly hangs?: true;
}

export interface Recorder {
  readonly url: string;
  /** What arrived, oldest first. */
  readonly received: Received[];
  /** The next answers, in this order; the last one stays. */
  answers(...canned: Canned[]): void;
  last(): Received;
}

/** A real HTTP server that writes down what it is sent and answers what it is told; it ends with the test. */
export async function startRecorder(): Promise<Recorder> {
  const received: Received[] = [];
  let queue: Canned[] = [{ body: { data: {} } }];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      received.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      const canned = (queue.length > 1 ? queue.shift() : queue[0]) ?? {};
      if (canned.hangs) return;
      response.writeHead(canned.status ?? 200, { "content-type": "application/json", ...canned.headers });
      response.end(canned.text ?? JSON.stringify(canned.body ?? { data: {} }));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    answers: (...canned) => (queue = canned),
    last: () => received.at(-1) ?? { method: "", url: "", headers: {}, body: "" },
  };
}

/** A list's answer. */
export function listAnswer(key: string, rows: unknown[], cursor?: string): Canned {
  const pagination = { hasNextPage: cursor !== undefined, ...(cursor && { cursor }), count: rows.length };
  return { body: { data: { [key]: rows }, pagination } };
}

export function problemAnswer(status: number, code: string, detail: string, details?: object): Canned {
  const error = { status, message: detail, id: code, ...(details && { details }) };
  return {
    status,
    body: { type: "about:blank", title: code, status, detail, code, requestId: "req_1", error },
    headers: { "content-type": "application/problem+json" },
  };
}
