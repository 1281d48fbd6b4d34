import type { Command } from "commander";
import type { Cli, Run } from "../../cli.ts";
import type { Connection } from "../../connection.ts";
import { examples } from "../../help.ts";
import { orNothing, requireChange } from "../../writing.ts";
import { findApp } from "./app.ts";
import { completed, type CredentialOptions, credentialsGiven, withCredentials } from "./credentials.ts";
import { connectionId } from "./named.ts";

interface EditOptions extends CredentialOptions {
  readonly name?: string;
  readonly description?: string;
  readonly newCredentials?: true;
}

export function addEdit(connections: Command, run: Run): void {
  const command = connections
    .command("edit <connection>")
    .description("edit a connection; the platform is asked whether it accepts new credentials")
    .option("--name <name>", "what it is called")
    .option("--description <text>", "what it is for; empty for nothing")
    .option("--new-credentials", "ask for new credentials");
  withCredentials(command)
    .addHelpText(
      "after",
      examples(
        ["keywright connections edit northflank-prod --new-credentials", "asks for all of them"],
        ["keywright connections edit northflank-prod --credentials - < credentials.json"],
        ['keywright connections edit northflank-prod --description "Owned by platform"'],
      ),
    )
    .addHelpText(
      "after",
      "\nCredentials are edited whole: what was kept is shown to nobody, and is not taken over.",
    )
    .action(run(edit));
}

async function edit(cli: Cli, options: EditOptions, given: string): Promise<void> {
  const { name, description, field, credentials, newCredentials } = options;
  requireChange({ name, description, field, credentials, newCredentials });
  const connection = await cli.connect();
  const params = { ...connection.inTeam, connectionId: await connectionId(connection, given) };
  const isNew = Boolean(newCredentials ?? field ?? credentials);
  const body = {
    name,
    description: orNothing(description),
    credentials: isNew ? await newOnes(cli, connection, params, options) : undefined,
  };
  const progress = isNew && cli.words.progress("Asking the platform whether it accepts the credentials");
  const asked = connection.api.patchAppConnection({ params, body });
  const edited = await asked.finally(() => progress && progress.stop());
  const accepted = isNew ? `: ${edited.app} accepts version ${edited.version} of its credentials` : "";
  cli.words.done(`Edited connection ${edited.name}${accepted}.`);
  await cli.out.result(edited);
}

/** Every field must be said: a default in place of what was kept would send the secrets somewhere else. */
async function newOnes(
  cli: Cli,
  connection: Connection,
  params: { readonly connectionId: string },
  options: EditOptions,
) {
  const { app: name } = await connection.api.getAppConnection({ params });
  const app = await findApp(connection, name);
  return completed(cli, app, await credentialsGiven(app, options), () => true);
}
