import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { relativeTime, timeWithDay } from "../../output/time.ts";
import { connectionId } from "./named.ts";
import { lastUsed } from "./shown.ts";

export function addGet(connections: Command, run: Run): void {
  connections
    .command("get <connection>")
    .alias("show")
    .description("show a connection, by its name or id; its credentials are shown nowhere")
    .addHelpText("after", examples(["keywright connections get northflank-prod"]))
    .action(
      run(async (cli, _options: object, given: string) => {
        const connection = await cli.connect();
        const params = { ...connection.inTeam, connectionId: await connectionId(connection, given) };
        const found = await connection.api.getAppConnection({ params });
        const { health } = found;
        await cli.out.record(found, [
          ["Connection", found.id],
          ["Name", found.name],
          ["Description", found.description],
          ["App", found.app],
          ["Method", found.method],
          ["Project", found.projectId ?? "all"],
          ["Credentials", `version ${found.version}, fingerprint ${found.credentialsHash}`],
          ["Health", health.status],
          ["Because", health.message],
          ["Checked", relativeTime(health.checkedAt)],
          ["Last used", lastUsed(found)],
          ["Created", timeWithDay(found.createdAt)],
          ["Created by", found.creator.name],
        ]);
      }),
    );
}
