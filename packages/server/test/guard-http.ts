import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";

export interface HttpRequest {
  readonly method: string;
  /** With the query. Sent as it stands: `fetch` would tidy up what these tests are about. */
  readonly path: string;
  readonly token?: string | undefined;
  readonly headers?: OutgoingHttpHeaders;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it stands, under the content type of `headers`. */
  readonly body?: string | Uint8Array | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The text read as JSON; undefined when it is none. */
  readonly json: unknown;
}

export interface Http {
  send(given: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}

export const USER_AGENT = "guard/1";

export function openHttp(url: string): Http {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  return {
    send: (given) =>
      new Promise((resolve, reject) => {
        const body = given.json === undefined ? given.body : JSON.stringify(given.json);
        const headers: OutgoingHttpHeaders = {
          "user-agent": USER_AGENT,
          ...(given.token !== undefined && { authorization: `Bearer ${given.token}` }),
          ...(given.json !== undefined && { "content-type": "application/json" }),
          ...(body !== undefined && { "content-length": Buffer.byteLength(body) }),
          ...given.headers,
        };
        const { method, path } = given;
        const outgoing = request({ agent, hostname, port, method, path, headers }, (incoming) => {
          const chunks: Buffer[] = [];
          const answer = () => {
            const text = Buffer.concat(chunks).toString("utf8");
            const { statusCode: status = 0, headers } = incoming;
            resolve({ status, headers, text, json: readJson(text) });
          };
          const isEndless = incoming.headers["content-type"]?.startsWith("text/event-stream") ?? false;
          incoming.on("data", (chunk: Buffer) => {
            chunks.push(chunk);
            if (!isEndless || !chunk.includes("data:")) return;
            // Its first message is all that it says by itself.
            answer();
            incoming.destroy();
          });
          incoming.on("error", reject);
          incoming.on("end", answer);
        });
        outgoing.on("error", reject);
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
