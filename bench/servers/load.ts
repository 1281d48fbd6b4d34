import autocannon from "autocannon";

/** A request that can be made again and again. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

const CONNECTIONS = 32;
const WARM_UP_SECONDS = 3;
const MEASURED_SECONDS = 8;

/** How many POST requests per second are answered with success when 32 connections ask without pause. */
export async function postsPerSecond(target: Target): Promise<number> {
  await load(target, WARM_UP_SECONDS);
  return load(target, MEASURED_SECONDS);
}

async function load({ url, headers, body }: Target, seconds: number): Promise<number> {
  const result = await autocannon({
    url,
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
    connections: CONNECTIONS,
    duration: seconds,
  });
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0) throw new Error(`${failed} requests to ${url} failed`);
  return result["2xx"] / result.duration;
}
