import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { YES, type YesOption } from "../../writing.ts";
import { syncParams } from "./named.ts";

export function addDelete(syncs: Command, run: Run): void {
  syncs
    .command("delete <sync>")
    .description("delete a sync; what it delivered stays, unless it is removed first")
    .option(...YES)
    .addHelpText(
      "after",
      examples(
        ["keywright syncs delete web-shop-prod"],
        ["keywright syncs run web-shop-prod remove --wait", "before that, if nothing is to stay there"],
      ),
    )
    .action(
      run(async (cli, { yes }: YesOption, given: string) => {
        const connection = await cli.connect();
        const params = await syncParams(connection, given);
        const consequence = `Delete sync ${given}. What it has delivered stays where it is.`;
        await cli.ask.confirm(consequence, "Delete", yes);
        const deleted = await connection.api.deleteSync({ params });
        cli.words.done(`Deleted sync ${given}.`);
        await cli.out.result(deleted);
      }),
    );
}
