import { setTimeout as after } from "node:timers/promises";
import type { Db } from "../../db/database.ts";
import { Refusal } from "../../refusal.ts";
import { runsOf } from "../../secret-syncs/deliver.ts";

const POLL_MS = 200;
/** Less than those who ask wait for an answer. */
const PATIENCE_MS = 25_000;

/** Waits until what was delivered has been taken away; refused when it was not. */
export async function removed(db: Db, orgId: string, runId: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const [run] = await runsOf(db, orgId, [runId]);
    if (!run || run.status === "succeeded") return;
    if (run.status === "failed") throw stays(run.message ?? "The secrets could not be removed.");
    await after(POLL_MS);
  }
  throw stays("The secrets are still being removed: ask again.");
}

function stays(why: string): Refusal {
  return new Refusal("platform_refused", { detail: `${why} The sync was not deleted.` });
}
