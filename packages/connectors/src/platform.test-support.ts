import { createServer, type IncomingMessage, request as requestHttp } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import type { Http } from "./http.ts";

interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Parsed if it is JSON. */
  readonly body?: unknown;
}

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** Stands in for a platform: gives the replies it was told in their order, and keeps every request as it arrived. */
export async function startPlatform(...replies: readonly Reply[]) {
  const seen: SeenRequest[] = [];
  const left = [...replies];
  const server = createServer((request, response) => {
    void readRequest(request).then((read) => {
      seen.push(read);
      const { status = 200, headers = {}, body } = left.shift() ?? { status: 599, body: "no reply is left" };
      response.writeHead(status, headers);
      response.end(typeof body === "string" || body === undefined ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen, left };
}

async function readRequest(request: IncomingMessage): Promise<SeenRequest> {
  const { host: _host, connection: _connection, "content-length": _length, ...headers } = request.headers;
  const body = await text(request);
  const seen = { method: request.method ?? "", path: request.url ?? "", headers };
  return body === "" ? seen : { ...seen, body: JSON.parse(body) as unknown };
}

/** Adds no header of its own but what HTTP needs, and follows nothing. */
export const http: Http = ({ method, url, headers, body }) =>
  new Promise((resolve, reject) => {
    // Node sends the body of a DELETE unframed unless it is told its length.
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const request = requestHttp(url, { method, headers: { ...headers, ...length } });
    request.on("error", reject);
    request.on("response", (answer) => {
      void text(answer).then((read) => {
        const received = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
        resolve({
          status: answer.statusCode ?? 0,
          headers: Object.fromEntries(received) as Record<string, string>,
          text: read,
        });
      }, reject);
    });
    request.end(body);
  });

/** For what must be refused before anything is sent. */
export const nobody: Http = ({ method, url }) => Promise.reject(new Error(`sent ${method} ${url}`));

/** A change that sets and removes, and keeps nothing unless told. */
export function change({
  set = {},
  remove = [],
  keep = {},
}: {
  set?: Record<string, string>;
  remove?: string[];
  keep?: Record<string, string>;
}) {
  return { id: "msg_1", at: new Date(), set, remove, keep };
}
