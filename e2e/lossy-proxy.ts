import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

interface LossyProxy {
  readonly url: string;
  /** Method, path and `Idempotency-Key` of everything that was to change something. */
  readonly writes: readonly string[];
  close(): Promise<void>;
}

/** Passes requests on to a server; the answer to the first write is lost on its way back. */
export async function startLossyProxy(target: string): Promise<LossyProxy> {
  const writes: string[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const answer = await pass(target, request);
    if (request.method !== "GET") {
      writes.push(`${request.method} ${request.url} ${String(request.headers["idempotency-key"])}`);
      if (writes.length === 1) return request.socket.destroy();
    }
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    return response.end(Buffer.from(await answer.arrayBuffer()));
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    writes,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

async function pass(target: string, request: IncomingMessage): Promise<Response> {
  const { method = "GET", url = "", headers } = request;
  const body = await buffer(request);
  return fetch(target + url, {
    method,
    headers: Object.fromEntries(
      ["authorization", "content-type", "idempotency-key"].flatMap((name) => {
        const value = headers[name];
        return typeof value === "string" ? [[name, value]] : [];
      }),
    ),
    ...(body.length > 0 && { body }),
  });
}
