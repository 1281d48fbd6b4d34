import autocannon from "autocannon";
import { Rates } from "../rates.ts";
import type { ServerProcess } from "./process.ts";

export interface Request {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Requests that can be made again and again, and all be answered with success. */
export interface Target {
  readonly url: string;
  /** Each connection makes them in turn. */
  readonly requests: readonly Request[];
  /** Every answer must have this in its body; left out, its status is enough. */
  readonly expect?: string;
}

export function jsonPost(url: string, headers: Request["headers"], body: object): Target {
  const json = { "content-type": "application/json", ...headers };
  return { url, requests: [{ method: "POST", headers: json, body: JSON.stringify(body) }] };
}

export function formPosts(
  url: string,
  headers: Request["headers"],
  forms: readonly Readonly<Record<string, string>>[],
  expect?: string,
): Target {
  const type = { "content-type": "application/x-www-form-urlencoded", ...headers };
  const requests = forms.map((form): Request => ({
    method: "POST",
    headers: type,
    body: String(new URLSearchParams(form)),
  }));
  return { url, requests, ...(expect !== undefined && { expect }) };
}

const CONNECTIONS = 32;
/** The first tens of thousands of answers cost up to twice as much: code is still being compiled. */
const WARM_UP_SECONDS = 10;
const MEASURED_SECONDS = 8;

const ROUNDS = 15;
const SLICE_SECONDS = 1;

/** One server, and what it is asked. */
export interface Served {
  readonly name: string;
  readonly server: Pick<ServerProcess, "cpuSeconds">;
  readonly target: Target;
}

/** How many requests per second are answered when 32 connections ask without pause. */
export async function answersPerSecond(target: Target): Promise<number> {
  await load(target, WARM_UP_SECONDS);
  const { answers, seconds } = await load(target, MEASURED_SECONDS);
  return answers / seconds;
}

/**
 * How many requests each server answers per second of processor time, by name, under the same load: what it would do on a
 * core that is all its own. In slices taken in turn: what else the machine does falls on all of them alike.
 */
export async function answersPerCpuSecond(all: readonly Served[]): Promise<Rates> {
  const rates = new Rates();
  for (const { target } of all) await load(target, WARM_UP_SECONDS);
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, server, target } of all) {
      const before = await server.cpuSeconds();
      const { answers } = await load(target, SLICE_SECONDS);
      rates.add(name, answers / ((await server.cpuSeconds()) - before));
    }
  }
  return rates;
}

async function load({ url, requests, expect }: Target, seconds: number) {
  const result = await autocannon({
    url,
    requests: [...requests],
    connections: CONNECTIONS,
    duration: seconds,
    ...(expect !== undefined && { verifyBody: (body) => String(body).includes(expect) }),
  });
  const failed = result.non2xx + result.errors + result.timeouts + result.mismatches;
  if (failed > 0) throw new Error(`${failed} requests to ${url} failed`);
  return { answers: result["2xx"], seconds: result.duration };
}
