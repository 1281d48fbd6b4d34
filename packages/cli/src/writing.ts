import type { Api, DataOf } from "@keywright/contract";
import type { CallOptions } from "@keywright/sdk";
import type { Cli } from "./cli.ts";
import { EXIT } from "./exit-codes.ts";
import { Failure } from "./failure.ts";
import { relativeTime } from "./output/time.ts";

/** What the API allows at most. */
const WAIT_SECONDS = 30;
export const WAIT = ["--wait", "wait until every verifier has confirmed it"] as const;
export const YES = ["--yes", "do it without being asked"] as const;

export interface WaitOption {
  readonly wait?: true;
}
export interface YesOption {
  readonly yes?: true;
}

type Propagation = NonNullable<DataOf<Api["revokeToken"]>["propagation"]>;
export interface Written {
  readonly revision?: number | undefined;
  readonly propagation?: Propagation | undefined;
}

/** Sends a write and says what came of it: `Revoked. 14 of 14 verifiers confirmed in 41 ms (revision 812).` */
export async function write<Answer extends object>(
  cli: Cli,
  { wait }: WaitOption,
  send: (options: CallOptions) => Promise<Answer>,
  sentence: (answer: Answer) => string,
): Promise<Answer> {
  const beganAt = performance.now();
  const progress = wait && cli.words.progress("Waiting for the verifiers");
  const sent = send(wait ? { waitSeconds: WAIT_SECONDS } : {}).finally(() => progress?.stop());
  const answer = await sent;
  tell(cli, sentence(answer), answer, performance.now() - beganAt);
  return answer;
}

function tell(cli: Cli, sentence: string, { revision, propagation }: Written, tookMs: number): void {
  const at = revision === undefined ? "" : ` (revision ${revision})`;
  if (!propagation) return cli.words.done(`${sentence}${at}.`);
  const { complete, acknowledged, verifiers, pending } = propagation;
  if (verifiers === 0) return cli.words.done(`${sentence}. No verifiers are connected: it is in force${at}.`);
  const confirmed = `${acknowledged} of ${verifiers} verifiers confirmed`;
  if (complete) {
    cli.words.done(`${sentence}. ${confirmed} in ${Math.round(tookMs)} ms${at}.`);
    if (acknowledged < verifiers)
      cli.words.note("The others have lost their lease, and accept nothing any more.");
    return;
  }
  cli.words.done(`${sentence}.`);
  cli.words.warn(`${confirmed} within ${WAIT_SECONDS} s${at}.`);
  for (const { name, leaseEndsAt } of pending) {
    cli.words.note(`${name} stops deciding ${relativeTime(leaseEndsAt)} at the latest.`);
  }
  cli.endWith(EXIT.no);
}

/** Of an edit: something must be given, or nothing would happen and be called a success. */
export function requireChange<Patch extends object>(patch: Patch): Patch {
  if (Object.values(patch).some((value) => value !== undefined)) return patch;
  throw new Failure(EXIT.usage, "Say what to change.", ["See the options with --help."]);
}

/** An option that is given empty takes the value away. */
export function orNothing(text: string | undefined): string | null | undefined {
  return text === "" ? null : text;
}

/** `1 key`, `2 keys`, `no keys`. */
export function counted(count: number, noun: string): string {
  return `${count === 0 ? "no" : count} ${noun}${count === 1 ? "" : "s"}`;
}
