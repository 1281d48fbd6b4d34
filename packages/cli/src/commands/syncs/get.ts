import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { relativeTime, timeWithDay } from "../../output/time.ts";
import { syncParams } from "./named.ts";
import { destinationText, runText, sourceText } from "./shown.ts";

export function addGet(syncs: Command, run: Run): void {
  syncs
    .command("get <sync>")
    .alias("show")
    .description("show a sync, by its name or id, and how it last ended")
    .addHelpText("after", examples(["keywright syncs get web-shop-prod"]))
    .action(
      run(async (cli, _options: object, given: string) => {
        const connection = await cli.connect();
        const params = await syncParams(connection, given);
        const sync = await connection.api.getSync({ params });
        const { lastRuns, lastSyncedAt } = sync;
        await cli.out.record(sync, [
          ["Sync", sync.id],
          ["Name", sync.name],
          ["Description", sync.description],
          ["Project", sync.projectId ?? "all"],
          ["Source", sourceText(sync)],
          ["Environment", sync.source.environment],
          ["To", `${sync.connection.name} (${sync.connection.app})`],
          ["Destination", destinationText(sync)],
          ["Names there", sync.keySchema ?? "as in the source"],
          ["Deletes", sync.deletes ? "what is not in the source" : "nothing"],
          ["Runs", sync.automatic ? "when the source changes" : "when asked to"],
          ["At first", sync.initialBehavior],
          ["Told of failures", sync.noticeConnectionId],
          ["Last synced", lastSyncedAt === null ? "never" : relativeTime(lastSyncedAt)],
          ["Last sync", lastRuns.sync && runText(lastRuns.sync)],
          ["Last import", lastRuns.import && runText(lastRuns.import)],
          ["Last removal", lastRuns.remove && runText(lastRuns.remove)],
          ["Created", timeWithDay(sync.createdAt)],
          ["Created by", sync.creator.name],
        ]);
      }),
    );
}
