export interface Repeated {
  /** There is something to do now. */
  wake(): void;
  /** Tells what is under way to end, and waits for it. */
  stop(): Promise<void>;
}

/** Does this again and again, and never twice at once. Who wakes it while it is under way has it done once more. */
export function repeat(
  everyMs: number,
  run: (until: AbortSignal) => Promise<unknown>,
  onError: (error: Error) => void,
): Repeated {
  const ending = new AbortController();
  let running: Promise<unknown> | undefined;
  let again = false;
  const begin = () => {
    if (ending.signal.aborted) return;
    again = running !== undefined;
    running ??= run(ending.signal)
      .catch(onError)
      .finally(() => {
        running = undefined;
        if (again) begin();
      });
  };
  const timer = setInterval(begin, everyMs);
  timer.unref();
  return {
    wake: begin,
    async stop() {
      clearInterval(timer);
      ending.abort();
      await running;
    },
  };
}
