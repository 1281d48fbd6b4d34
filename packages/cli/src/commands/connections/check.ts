import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { EXIT } from "../../exit-codes.ts";
import { examples } from "../../help.ts";
import { usableConnectionId } from "./named.ts";

export function addCheck(connections: Command, run: Run): void {
  connections
    .command("check <connection>")
    .description("ask the platform whether it still accepts the credentials")
    .addHelpText("after", examples(["keywright connections check northflank-prod"]))
    .addHelpText("after", "\nThe exit code is 10 when it does not, and 8 when it gave no clear answer.")
    .action(
      run(async (cli, _options: object, given: string) => {
        const connection = await cli.connect();
        const params = { ...connection.inTeam, connectionId: await usableConnectionId(connection, given) };
        const progress = cli.words.progress("Asking the platform");
        const asked = connection.api.checkAppConnection({ params });
        const checked = await asked.finally(() => progress.stop());
        const { app, name, health } = checked;
        const because = health.message === undefined ? [] : [health.message];
        if (health.status === "ok") {
          cli.words.done(`${app} accepts the credentials of ${name}.`);
        } else if (health.status === "failing") {
          const advice = `New ones: keywright connections edit ${name} --new-credentials`;
          cli.words.fail(`${app} does not accept the credentials of ${name}.`, [...because, advice]);
          cli.endWith(EXIT.no);
        } else {
          cli.words.fail(`${app} gave no clear answer on the credentials of ${name}.`, because);
          cli.endWith(EXIT.noAnswer);
        }
        await cli.out.result(checked);
      }),
    );
}
