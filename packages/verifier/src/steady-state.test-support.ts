import { hash } from "node:crypto";
import { check } from "./check.ts";
import {
  installed,
  NOW_SECONDS,
  READ_VALUES,
  TEAM_CLAIMS,
  verifiedKey,
} from "./installation.test-support.ts";
import { KeysCache } from "./keys-cache.ts";
import { UsageCounter } from "./stream/usage-counter.ts";

// What a warm check touches, without signatures: to make and to check 100,000 of them would take a minute.
const TOKENS = 100_000;
const CHECKS_PER_TOKEN = 50;
const REQUEST = { permission: READ_VALUES, project: "shop" };
const MEASUREMENTS = 10;

export interface SteadyState {
  readonly allowed: number;
  /** The heap in use, each after another tenth of the checks. */
  readonly heapBytes: readonly number[];
}

const state = installed();
const cache = new KeysCache(1000, (text) => hash("sha256", text, "base64"));
const usage = new UsageCounter();
let allowed = 0;

function remember(id: number | string): string {
  const token = `header.payload-${id}.${String(id).padStart(86, "s")}`;
  cache.set(token, verifiedKey({ ...TEAM_CLAIMS, sub: `token-${id}`, jti: `key-${id}` }));
  return token;
}

function verify(token: string): void {
  const key = cache.get(token);
  if (key === undefined) throw new Error("a token in use was forgotten");
  const verdict = check(state, key, REQUEST, NOW_SECONDS);
  usage.record(REQUEST, verdict, NOW_SECONDS * 1000);
  if (verdict.allowed) allowed += 1;
}

const hot = remember("hot");
const heapBytes: number[] = [];
for (let id = 1; id <= TOKENS; id++) {
  const token = remember(id);
  for (let turn = 0; turn < CHECKS_PER_TOKEN; turn++) {
    verify(token);
    verify(hot);
  }
  if (id % (TOKENS / MEASUREMENTS) !== 0) continue;
  usage.take(NOW_SECONDS * 1000);
  globalThis.gc?.();
  heapBytes.push(process.memoryUsage().heapUsed);
}
process.stdout.write(JSON.stringify({ allowed, heapBytes } satisfies SteadyState));
