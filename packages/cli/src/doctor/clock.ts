import { type Finding, note, ok, problem } from "./checks.ts";

/** Far less than a token lives, far more than a network takes. */
const SKEW_MAX_MS = 30_000;
/** The header counts whole seconds: half of one is as near as it gets. */
const HALF_SECOND_MS = 500;

/** By the `date` of an answer that was asked for at `startMs` and took so long. */
export function checkClock(date: string | null, startMs: number, tookMs: number): Finding {
  const theirsMs = Date.parse(date ?? "");
  if (Number.isNaN(theirsMs)) return note("clock", "the server does not say what time it is");
  const aheadMs = theirsMs + HALF_SECOND_MS - (startMs + tookMs / 2);
  const seconds = Math.ceil(Math.abs(aheadMs) / 1000);
  if (Math.abs(aheadMs) < SKEW_MAX_MS) return ok("clock", `within ${seconds} s of the server's`);
  const side = aheadMs > 0 ? "behind" : "ahead of";
  const advice = "Set the clock of this machine, or the server's: with NTP.";
  return problem("clock", `${seconds} s ${side} the server's`, advice);
}
