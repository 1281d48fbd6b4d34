export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent with its length whatever the method: one platform reads the bodies of DELETE. */
  readonly body?: string;
  /** Sent twice it does what it does once, although its method (POST, PATCH) does not promise that. */
  readonly repeatable?: true;
}

export interface HttpAnswer {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/**
 * How a connector reaches its platform. Whoever gives it decides which addresses may be reached, how long and how large an
 * answer may be, and what is tried again; it follows no redirect, and throws `ConnectorError` with `platform_unreachable`
 * or `too_large` where there is no answer to give. Every answer that did arrive is returned, whatever its status.
 */
export type Http = (request: HttpRequest) => Promise<HttpAnswer>;
