import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { page } from "./page.ts";

const HOST = "127.0.0.1";
const PATH = "/callback";
const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  connection: "close",
};

/** The browser has come back. */
export interface Return {
  readonly url: URL;
  /** What the person reads there; resolves when it has been sent. */
  answer(status: number, title: string, sentence: string): Promise<void>;
}

export interface Loopback {
  readonly redirectUri: string;
  readonly returned: Promise<Return>;
  close(): void;
}

/** RFC 8252 section 7.3: where the browser brings the answer, on a port that the system chooses. It listens to one answer. */
export async function openLoopback(): Promise<Loopback> {
  const { promise: returned, resolve } = Promise.withResolvers<Return>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", redirectUri);
    // A page that has had its own name point here must not be able to talk to us.
    const here = request.headers.host === new URL(redirectUri).host;
    if (!here || request.method !== "GET" || url.pathname !== PATH)
      return void sendPage(response, 404, "Nothing here", "");
    resolve({ url, answer: (...what) => sendPage(response, ...what) });
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed).listen(0, HOST, listening);
  });
  const redirectUri = `http://${HOST}:${(server.address() as AddressInfo).port}${PATH}`;
  // Browsers open connections beforehand, and would keep us waiting for a request on them.
  return { redirectUri, returned, close: () => server.close().closeAllConnections() };
}

function sendPage(response: ServerResponse, status: number, title: string, sentence: string): Promise<void> {
  return new Promise((resolve) => {
    // A browser that has gone is not waited for.
    if (response.destroyed) return resolve();
    response.once("close", resolve).writeHead(status, HEADERS).end(page(title, sentence));
  });
}
