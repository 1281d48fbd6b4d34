import type { Fetch } from "@keywright/sdk";

/** One request and its answer, as they went over the wire. */
export interface Exchange {
  readonly who: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** From sending to the last byte of the answer. */
  readonly tookMs: number;
  /** On the clock of `performance.now()`. */
  readonly answeredAtMs: number;
  /** On the wall clock, in milliseconds since 1970. */
  readonly sentAt: number;
  readonly answeredAt: number;
  /** How often it was sent in a row, when more than once. */
  readonly times?: number;
}

/** A `fetch` that hands every exchange to `onExchange`. */
export function recordingFetch(who: string, onExchange: (exchange: Exchange) => void): Fetch {
  return async (url, init) => {
    const sentAt = Date.now();
    const sentAtMs = performance.now();
    const response = await fetch(url, init);
    const body = await response.arrayBuffer();
    const answeredAtMs = performance.now();
    const { pathname, search } = new URL(url);
    onExchange({
      who,
      method: init.method ?? "GET",
      path: pathname + search,
      status: response.status,
      tookMs: answeredAtMs - sentAtMs,
      answeredAtMs,
      sentAt,
      answeredAt: Date.now(),
    });
    return new Response(body, response);
  };
}

/** A request repeated until its answer changed is told once. */
export function withoutRepeats(exchanges: readonly Exchange[]): Exchange[] {
  const told: Exchange[] = [];
  for (const exchange of exchanges) {
    const before = told.at(-1);
    if (before && sameRequest(before, exchange)) {
      told[told.length - 1] = { ...exchange, times: (before.times ?? 1) + 1 };
    } else {
      told.push(exchange);
    }
  }
  return told;
}

function sameRequest(one: Exchange, other: Exchange): boolean {
  return one.who === other.who && one.method === other.method && one.path === other.path;
}
