import type { Command } from "commander";
import type { Cli, Run } from "../../cli.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { examples } from "../../help.ts";
import { type FieldOptions, fieldsFrom, withFields } from "./fields.ts";
import { sourceText } from "./shown.ts";

interface CreateOptions extends FieldOptions {
  readonly name: string;
}

export function addCreate(syncs: Command, run: Run): void {
  const command = syncs
    .command("create")
    .description("copy a secret group or a token to another platform, now and whenever it changes")
    .requiredOption("--name <name>", "what it is called: lower-case letters, digits and dashes");
  withFields(command)
    .addHelpText(
      "after",
      examples(
        [
          "keywright syncs create --name web-shop-prod --from-group web-shop/database \\\n" +
            "      --to northflank-prod --destination projectId=web-shop --destination secretGroupId=settings",
        ],
        [
          "keywright syncs create --name deploy-token --from-token github-main --as KEYWRIGHT_TOKEN \\\n" +
            "      --to github --destination repository=acme/web-shop",
        ],
      ),
    )
    .addHelpText("after", "\nThe fields of a destination: keywright connections apps <app>")
    .action(run(create));
}

async function create(cli: Cli, options: CreateOptions): Promise<void> {
  const connection = await cli.connect();
  const { source, connectionId, destination = {}, ...fields } = await fieldsFrom(connection, options);
  if (source === undefined || connectionId === undefined) {
    throw new Failure(EXIT.usage, "Say what to copy and over which connection.", [
      "Such as --from-group web-shop/database --to northflank-prod",
    ]);
  }
  const body = { name: options.name, source, connectionId, destination, ...fields };
  const created = await connection.api.createSync({ params: connection.inTeam, body });
  cli.words.done(
    `Created sync ${created.name} (${created.id}): ${sourceText(created)} to ${created.connection.name}.`,
  );
  if (created.lastRuns.sync) cli.words.note(`It runs: keywright syncs history ${created.name}`);
  await cli.out.result(created);
}
