import { EXIT } from "./exit-codes.ts";
import { Interrupted } from "./failure.ts";

/** Ctrl-C, or a signal to end: the command ends with it, but not in the middle of what must not be torn. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Rejects when it comes, after what was held has ended. */
  readonly reached: Promise<never>;
  /** What is done whole, or not at all: to be given a token and to keep it. */
  hold<T>(work: () => Promise<T>): Promise<T>;
  /** As the signal does: a prompt that reads the keyboard itself sees Ctrl-C before the system does. */
  raise(): Promise<never>;
  /** From now on signals are another's to answer. */
  passTo(receiver: (signal: NodeJS.Signals) => void): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export function watchForInterruption(): Interruption {
  const controller = new AbortController();
  const held = new Set<Promise<unknown>>();
  const { promise: reached, reject } = Promise.withResolvers<never>();
  reached.catch(() => {});
  const raise = () => {
    const interrupted = new Interrupted();
    controller.abort(interrupted);
    void Promise.allSettled(held).then(() => reject(interrupted));
    return reached;
  };
  let receiver: ((signal: NodeJS.Signals) => void) | undefined;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (receiver) return receiver(signal);
      // Whoever insists is not kept waiting.
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      void raise().catch(() => {});
    });
  }
  return {
    signal: controller.signal,
    reached,
    raise,
    passTo: (other) => void (receiver = other),
    async hold(work) {
      const running = work();
      held.add(running);
      return running.finally(() => held.delete(running));
    },
  };
}
