import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { positive } from "../../arguments/positive.ts";
import { examples } from "../../help.ts";
import type { Column } from "../../output/table.ts";
import { relativeTime } from "../../output/time.ts";
import { syncParams } from "./named.ts";
import { countsText, runStyle, type SyncRun } from "./shown.ts";

const COLUMNS: readonly Column<SyncRun>[] = [
  { head: "WHEN", cell: ({ queuedAt }) => relativeTime(queuedAt) },
  { head: "KIND", cell: ({ kind }) => kind },
  { head: "BECAUSE OF", cell: ({ trigger, actor }) => actor?.name ?? trigger },
  { head: "STATUS", cell: ({ status }) => status, style: runStyle },
  { head: "RUN", cell: ({ id }) => id },
  { head: "DID", cell: (run) => run.message ?? (run.endedAt === undefined ? undefined : countsText(run)) },
];

const USUAL_LIMIT = 20;
const PAGE_MAX = 100;

export function addHistory(syncs: Command, run: Run): void {
  syncs
    .command("history <sync> [run]")
    .description("list what a sync has done, the newest first, or show one run with its variables")
    .option("--limit <count>", "at most so many", positive, USUAL_LIMIT)
    .addHelpText(
      "after",
      examples(["keywright syncs history web-shop-prod"], ["keywright syncs history web-shop-prod run_…"]),
    )
    .action(
      run(async (cli, { limit }: { readonly limit: number }, given: string, runId: string | undefined) => {
        const connection = await cli.connect();
        const { api } = connection;
        const params = await syncParams(connection, given);
        if (runId !== undefined) {
          const found = await api.getSyncRun({ params: { ...params, runId } });
          return cli.out.record(found, fieldsOf(found));
        }
        const query = { per_page: Math.min(limit, PAGE_MAX) };
        const runs: SyncRun[] = [];
        for await (const found of api.listSyncRuns.rows({ params, query })) {
          if (runs.push(found) === limit) break;
        }
        await cli.out.list(runs, COLUMNS, "It has not run yet.");
      }),
    );
}

function fieldsOf(run: SyncRun) {
  return [
    ["Run", run.id],
    ["Kind", run.kind],
    ["Because of", run.trigger],
    ["Asked for by", run.actor?.name],
    ["Status", run.status],
    ["Message", run.message],
    ["Attempts", run.attempts],
    ["Created", run.created.join(", ")],
    ["Updated", run.updated.join(", ")],
    ["Deleted", run.deleted.join(", ")],
    ["Written over", run.overwritten.join(", ")],
    ["Queued", relativeTime(run.queuedAt)],
    ["Ended", run.endedAt && relativeTime(run.endedAt)],
  ] as const;
}
