import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { requireChange } from "../../writing.ts";
import { type FieldOptions, fieldsFrom, withFields } from "./fields.ts";
import { groupParams } from "./group.ts";

interface EditOptions extends FieldOptions {
  readonly name?: string;
}

export function addEdit(secrets: Command, run: Run): void {
  withFields(
    secrets.command("edit <project> <group>").option("--name <name>", "what it is called; the id stays"),
  )
    .description("edit a secret group, but for its values (those: secrets set)")
    .addHelpText("after", examples(["keywright secrets edit web-shop database --priority 20"]))
    .action(
      run(async (cli, options: EditOptions, project: string, group: string) => {
        const body = requireChange({ name: options.name, ...fieldsFrom(options) });
        const connection = await cli.connect();
        const params = await groupParams(connection, project, group);
        const edited = await connection.api.patchSecretGroup({ params, body });
        cli.words.done(`Edited secret group ${edited.id}.`);
        await cli.out.result(edited);
      }),
    );
}
