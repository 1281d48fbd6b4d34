import type { Queue } from "../jobs/jobs.ts";
import { repeat } from "../repeat.ts";
import { type DueDeps, giveDueNotices } from "./due.ts";
import { EXPIRY_LETTERS, type LetterDeps, sendLetter } from "./letters.ts";
import { EXPIRY_MESSAGES, type MessageDeps, sendMessage } from "./messages.ts";

const EVERY_MS = 60_000;
const AT_ONCE = 2;

export const EXPIRY_QUEUES: readonly Queue<object>[] = [EXPIRY_LETTERS, EXPIRY_MESSAGES];

type Deps = DueDeps & LetterDeps & MessageDeps;

/** Answers how to stop. */
export async function startExpiryNotices(
  deps: Deps,
  onError: (error: Error) => void,
): Promise<() => Promise<void>> {
  await deps.jobs.work(EXPIRY_MESSAGES, { concurrency: AT_ONCE }, sendMessage(deps));
  // A server without a mail server leaves them to those that have one.
  if (deps.mailer.canSend) await deps.jobs.work(EXPIRY_LETTERS, { concurrency: AT_ONCE }, sendLetter(deps));
  return repeat(EVERY_MS, (until) => giveDueNotices(deps, new Date(), until), onError).stop;
}
