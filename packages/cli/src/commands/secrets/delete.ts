import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { YES, type YesOption } from "../../writing.ts";
import { groupParams } from "./group.ts";

export function addDelete(secrets: Command, run: Run): void {
  secrets
    .command("delete <project> <group>")
    .description("delete a secret group and its values")
    .option(...YES)
    .addHelpText("after", examples(["keywright secrets delete web-shop database"]))
    .action(
      run(async (cli, { yes }: YesOption, project: string, group: string) => {
        const connection = await cli.connect();
        const params = await groupParams(connection, project, group);
        const consequence = `Delete secret group ${params.secretId} of ${params.projectId} and its values.`;
        await cli.ask.confirm(`${consequence} This cannot be undone.`, "Delete", yes);
        const deleted = await connection.api.deleteSecretGroup({ params });
        cli.words.done(`Deleted secret group ${params.secretId}.`);
        await cli.out.result(deleted);
      }),
    );
}
