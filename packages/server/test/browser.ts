import { type Client, createClient, type Fetch } from "@keywright/sdk";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- bodies of many shapes, each judged by its test
  readonly body: any;
}

interface RequestOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a browser does with our pages, as far as servers can tell: it keeps cookies and says whose page asks. */
export class Browser {
  readonly #url: string;
  readonly #origin: string;
  readonly #fetch: Fetch;
  readonly cookies = new Map<string, string>();
  /** Sent with every request, until said otherwise. */
  org: string | undefined;

  constructor(url: string, origin: string, through: Fetch = (address, init) => fetch(address, init)) {
    this.#url = url;
    this.#origin = origin;
    this.#fetch = through;
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async send(method: string, path: string, { body, headers }: RequestOptions = {}): Promise<Answer> {
    const sent = this.#headersFor(method, headers);
    if (body !== undefined) sent.set("content-type", "application/json");
    const response = await this.#fetch(new URL(path, this.#url).href, {
      method,
      headers: sent,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: "manual",
    });
    this.#keep(response.headers);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
  }

  get(path: string, options?: RequestOptions): Promise<Answer> {
    return this.send("GET", path, options);
  }

  post(path: string, body: unknown = {}, options: RequestOptions = {}): Promise<Answer> {
    return this.send("POST", path, { body, ...options });
  }

  /** The SDK, as the console uses it: with this browser's session. */
  client(): Client {
    return createClient({
      url: this.#url,
      fetch: async (address, init) => {
        const given = Object.fromEntries(new Headers(init.headers));
        const headers = this.#headersFor(init.method ?? "GET", given);
        const response = await this.#fetch(address, { ...init, headers });
        this.#keep(response.headers);
        return response;
      },
    });
  }

  #headersFor(method: string, more: Readonly<Record<string, string>> = {}): Headers {
    const headers = new Headers({ "user-agent": "a browser" });
    if (this.cookies.size > 0) headers.set("cookie", this.cookieHeader);
    if (method !== "GET") headers.set("origin", this.#origin);
    if (this.org !== undefined) headers.set("keywright-org", this.org);
    for (const [name, value] of Object.entries(more)) headers.set(name, value);
    return headers;
  }

  #keep(headers: Headers): void {
    for (const cookie of headers.getSetCookie()) {
      const [pair = "", ...attributes] = cookie.split(";");
      const [name = "", value = ""] = pair.split(/=(.*)/s);
      const ended = attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute));
      if (ended) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
