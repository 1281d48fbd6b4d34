import { setTimeout as after } from "node:timers/promises";
import type { Cli } from "../../cli.ts";
import type { Connection } from "../../connection.ts";
import type { SyncRun } from "./shown.ts";

const POLL_MS = 500;

/** Asks until the run has ended. An attempt that failed is told of when it has: the next may be a while away. */
export async function ended(
  cli: Cli,
  { api }: Connection,
  params: { readonly teamId?: string; readonly syncId: string },
  started: SyncRun,
): Promise<SyncRun> {
  const progress = cli.words.progress("Waiting for the run to end");
  let run = started;
  try {
    while (run.status === "pending" || run.status === "running") {
      await after(POLL_MS);
      const before = run;
      run = await api.getSyncRun({ params: { ...params, runId: run.id } });
      const isNew = run.status === "pending" && run.attempts > before.attempts;
      if (isNew && run.message !== undefined) cli.words.warn(`${run.message} It is tried again.`);
    }
    return run;
  } finally {
    progress.stop();
  }
}
