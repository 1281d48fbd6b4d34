/** What nobody waits for, but the end of the process does. */
export interface Background {
  readonly inBackground: (task: Promise<unknown>) => void;
  stop(): Promise<void>;
}

export function createBackground(onError: (error: Error) => void): Background {
  const underWay = new Set<Promise<unknown>>();
  return {
    inBackground(task) {
      const quiet = task.catch(onError).finally(() => underWay.delete(quiet));
      underWay.add(quiet);
    },
    async stop() {
      await Promise.all(underWay);
    },
  };
}
