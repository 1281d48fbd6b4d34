import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { YES, type YesOption } from "../../writing.ts";
import { connectionId } from "./named.ts";

export function addDelete(connections: Command, run: Run): void {
  connections
    .command("delete <connection>")
    .description("delete a connection that no sync uses, and its credentials")
    .option(...YES)
    .addHelpText("after", examples(["keywright connections delete northflank-prod"]))
    .action(
      run(async (cli, { yes }: YesOption, given: string) => {
        const connection = await cli.connect();
        const params = { ...connection.inTeam, connectionId: await connectionId(connection, given) };
        const consequence = `Delete connection ${given} and its credentials.`;
        await cli.ask.confirm(`${consequence} This cannot be undone.`, "Delete", yes);
        const deleted = await connection.api.deleteAppConnection({ params });
        cli.words.done(`Deleted connection ${given}. On the platform its credentials still work.`);
        await cli.out.result(deleted);
      }),
    );
}
