import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { requireChange } from "../../writing.ts";
import { type FieldOptions, fieldsFrom, withFields } from "./fields.ts";
import { syncParams } from "./named.ts";

interface EditOptions extends FieldOptions {
  readonly name?: string;
}

export function addEdit(syncs: Command, run: Run): void {
  const command = syncs
    .command("edit <sync>")
    .description("edit a sync; what it delivered to another place stays there")
    .option("--name <name>", "what it is called");
  withFields(command)
    .addHelpText(
      "after",
      examples(
        ["keywright syncs edit web-shop-prod --no-deletes"],
        [
          "keywright syncs edit web-shop-prod --destination projectId=shop --destination secretGroupId=web",
          "all fields of it",
        ],
      ),
    )
    .action(
      run(async (cli, options: EditOptions, given: string) => {
        requireChange(options);
        const connection = await cli.connect();
        const params = await syncParams(connection, given);
        const body = { name: options.name, ...(await fieldsFrom(connection, options)) };
        const edited = await connection.api.patchSync({ params, body });
        cli.words.done(`Edited sync ${edited.name}.`);
        await cli.out.result(edited);
      }),
    );
}
