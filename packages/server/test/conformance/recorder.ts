import { type Client, createClient, type Fetch } from "@keywright/sdk";

/** One request and its answer, as they went over the wire. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly sent: unknown;
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Recorder {
  readonly exchanges: readonly Exchange[];
  /** A client whose traffic is recorded; without a token if left out. */
  client(token?: string): Client;
  /** For requests that no client of ours would send. */
  readonly fetch: Fetch;
}

/** Between the clients and the service at `url`. */
export function createRecorder(url: string): Recorder {
  const exchanges: Exchange[] = [];
  const fetch: Fetch = async (address, init) => {
    const response = await globalThis.fetch(address, init);
    exchanges.push({
      method: init.method ?? "GET",
      path: new URL(address).pathname,
      sent: jsonOf(init.body),
      status: response.status,
      headers: response.headers,
      body: jsonOf(await response.clone().text()),
    });
    return response;
  };
  return { exchanges, fetch, client: (token) => createClient({ url, token, fetch }) };
}

function jsonOf(body: unknown): unknown {
  try {
    return typeof body === "string" ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}
