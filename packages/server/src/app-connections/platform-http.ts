import { ConnectorError, type Http, type HttpAnswer, type HttpRequest } from "@keywright/connectors";
import { setTimeout as wait } from "node:timers/promises";
import { type AtMost, atMost } from "../outbound/at-most.ts";
import { OutOfReach, type Reach } from "../outbound/reach.ts";
import { AnswerTooLarge, send } from "../outbound/send.ts";
import { Refusal } from "../refusal.ts";

const ANSWER_MAX_BYTES = 4 * 1024 * 1024;
const RETRIES_MAX = 3;
/** A platform that wants to be left alone for longer is not asked again in the same breath. */
const RETRY_AFTER_MAX_SECONDS = 3;
/** Requests to platforms, all of one server together: others wait, for as long as they have patience. */
const AT_ONCE_MAX = 32;

/** Sent twice, these do what they do once. */
const REPEATABLE: ReadonlySet<HttpRequest["method"]> = new Set(["GET", "PUT", "DELETE"]);

interface PlatformHttpOptions {
  readonly reach: Reach;
  /** Of one request. */
  readonly timeoutMs?: number;
  /** Of all that one question takes: pages that do not end come to an end here. */
  readonly patienceMs?: number;
  readonly backOffMs?: number;
}

/**
 * Opens one conversation with a platform, which ends with `until` at the latest. Never while a transaction is open:
 * platforms take their time.
 */
export type OpenHttp = (until?: AbortSignal) => Http;

export function createPlatformHttp({
  reach,
  timeoutMs = 10_000,
  patienceMs = 30_000,
  backOffMs = 250,
}: PlatformHttpOptions): OpenHttp {
  const limited = atMost(AT_ONCE_MAX);
  return (until) => {
    const patience = AbortSignal.any([AbortSignal.timeout(patienceMs), ...(until ? [until] : [])]);
    return async (request) => {
      for (let attempt = 1; ; attempt++) {
        const outcome = await sendOnce(request, { reach, timeoutMs, patience, limited });
        const pauseMs = backOffMs * 2 ** (attempt - 1) * (0.5 + Math.random());
        const again = attempt <= RETRIES_MAX && !patience.aborted && isWorthAnotherTry(request, outcome);
        if (!again) return answerOf(outcome);
        await wait(Math.max(pauseMs, retryAfterMs(outcome)), undefined, { signal: patience }).catch(() => {});
      }
    };
  };
}

type Outcome = HttpAnswer | ConnectorError;

interface Once {
  readonly reach: Reach;
  readonly timeoutMs: number;
  readonly patience: AbortSignal;
  readonly limited: AtMost;
}

async function sendOnce(request: HttpRequest, once: Once): Promise<Outcome> {
  const { reach, timeoutMs, patience, limited } = once;
  const url = new URL(request.url);
  let signal = patience;
  try {
    const { method, headers = {}, body } = request;
    const sent = { method, headers: { "user-agent": "keywright", ...headers }, body };
    const answer = await limited(patience, () => {
      signal = AbortSignal.any([patience, AbortSignal.timeout(timeoutMs)]);
      return send(url, { ...sent, reach, answerMaxBytes: ANSWER_MAX_BYTES, signal });
    });
    return {
      status: answer.status,
      headers: singleHeaders(answer.headers),
      text: answer.body.toString("utf8"),
    };
  } catch (error) {
    return failureOf(error, url, signal);
  }
}

/** What happened, in a sentence that repeats nothing of what was sent but where to. */
function failureOf(error: unknown, { host }: URL, signal: AbortSignal): ConnectorError {
  if (error instanceof OutOfReach) throw addressRefused(host);
  if (error instanceof AnswerTooLarge) {
    return new ConnectorError("too_large", `The platform at ${host} sends a larger answer than is read.`);
  }
  if (signal.aborted) {
    return new ConnectorError(
      "platform_unreachable",
      `The platform at ${host} did not answer in time. Try again later.`,
    );
  }
  const { code } = error as { code?: unknown };
  const why = typeof code === "string" && /^[A-Z_0-9]{1,60}$/.test(code) ? ` (${code})` : "";
  const advice = "Check the address, and that this server may reach it.";
  return new ConnectorError(
    "platform_unreachable",
    `The platform at ${host} cannot be reached${why}. ${advice}`,
  );
}

function addressRefused(host: string): Refusal {
  return new Refusal("address_not_allowed", {
    detail:
      `Keywright may not connect to ${host}: it must be an https address on the public internet. Addresses of private ` +
      "networks are for the operator of this installation to allow.",
  });
}

function isWorthAnotherTry({ method, repeatable }: HttpRequest, outcome: Outcome): boolean {
  if (!(outcome instanceof ConnectorError)) {
    // It was turned away unread, so it was not done.
    return outcome.status === 429 && retryAfterMs(outcome) <= RETRY_AFTER_MAX_SECONDS * 1000;
  }
  return outcome.code === "platform_unreachable" && (repeatable === true || REPEATABLE.has(method));
}

function retryAfterMs(outcome: Outcome): number {
  if (outcome instanceof ConnectorError) return 0;
  const seconds = outcome.headers["retry-after"];
  return seconds !== undefined && /^\d{1,9}$/.test(seconds) ? Number(seconds) * 1000 : 0;
}

function answerOf(outcome: Outcome): HttpAnswer {
  if (outcome instanceof ConnectorError) throw outcome;
  return outcome;
}

function singleHeaders(headers: NodeJS.Dict<string | string[]>): HttpAnswer["headers"] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}
