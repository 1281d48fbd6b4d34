/** Runs what it is given, so many at once, and the others in the order in which they came. */
export type AtMost = <T>(signal: AbortSignal, run: () => Promise<T>) => Promise<T>;

export function atMost(max: number): AtMost {
  let running = 0;
  const waiting = new Set<() => void>();

  async function enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (running < max) {
      running += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        waiting.delete(begin);
        reject(signal.reason);
      };
      // The place of whoever has ended is handed on.
      const begin = () => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      signal.addEventListener("abort", leave, { once: true });
      waiting.add(begin);
    });
  }

  function leave(): void {
    const [next] = waiting;
    if (!next) running -= 1;
    else {
      waiting.delete(next);
      next();
    }
  }

  return async (signal, run) => {
    await enter(signal);
    try {
      return await run();
    } finally {
      leave();
    }
  };
}
