import type { Command } from "commander";
import { collect } from "../../arguments/collect.ts";
import { keyValues } from "../../arguments/key-values.ts";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { usableConnectionId } from "../connections/named.ts";

interface ChoicesOptions {
  readonly spec?: readonly string[];
}

export function addChoices(tokens: Command, run: Run): void {
  tokens
    .command("choices <connection> <field>")
    .description("list what a field of a new token is chosen from, as its platform answers")
    .option("--spec <name=value>", "a field before it; several times", collect)
    .addHelpText(
      "after",
      examples(
        ["keywright external-tokens choices staging roleId"],
        ["keywright external-tokens choices unleash environment --spec projectId=shop"],
      ),
    )
    .addHelpText("after", "\nThe fields of an app: keywright connections apps <app>")
    .action(
      run(async (cli, { spec = [] }: ChoicesOptions, given: string, field: string) => {
        const connection = await cli.connect();
        const params = { ...connection.inTeam, connectionId: await usableConnectionId(connection, given) };
        const body = { field, spec: Object.fromEntries(keyValues(spec)) };
        const progress = cli.words.progress("Asking the platform");
        const asked = connection.api.listMintingChoices({ params, body });
        const { choices } = await asked.finally(() => progress.stop());
        const columns = [
          { head: "ID", cell: ({ id }: { readonly id: string }) => id },
          { head: "NAME", cell: ({ name }: { readonly name: string }) => name },
        ];
        await cli.out.list(choices, columns, "None that the credentials see.");
      }),
    );
}
