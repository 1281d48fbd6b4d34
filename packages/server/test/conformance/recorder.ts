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
      body: await bodyOf(response.clone()),
    });
    return response;
  };
  return { exchanges, fetch, client: (token) => createClient({ url, token, fetch }) };
}

/** Of a stream its first message, of a file of lines its first line: the document speaks of one. */
async function bodyOf(response: Response): Promise<unknown> {
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/event-stream")) return jsonOf(await firstMessage(response));
  const text = await response.text();
  if (type.startsWith("text/csv")) return text;
  return jsonOf(type.startsWith("application/jsonl") ? text.split("\n")[0] : text);
}

/** The data of the first event. Whoever follows the stream itself has the other half of it. */
async function firstMessage(response: Response): Promise<string> {
  const reader = (response.body as ReadableStream<Uint8Array>)
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let text = "";
  while (!/^data:.*\n/m.test(text)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value;
  }
  void reader.cancel();
  return /^data:(.*)$/m.exec(text)?.[1] ?? "";
}

function jsonOf(body: unknown): unknown {
  try {
    return typeof body === "string" ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}
