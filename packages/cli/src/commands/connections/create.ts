import type { Command } from "commander";
import type { Cli, Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { projectId } from "../projects.ts";
import { findApp } from "./app.ts";
import { completed, type CredentialOptions, credentialsGiven, withCredentials } from "./credentials.ts";

interface CreateOptions extends CredentialOptions {
  readonly name: string;
  readonly description?: string;
  readonly project?: string;
  readonly method?: string;
}

export function addCreate(connections: Command, run: Run): void {
  const command = connections
    .command("create <app>")
    .description("connect to another platform, which is asked whether it accepts the credentials")
    .requiredOption("--name <name>", "what it is called: lower-case letters, digits and dashes")
    .option("--description <text>", "what it is for")
    .option("--project <project>", "the one project that it is for; left out: the whole team")
    .option("--method <method>", "how to prove oneself there; left out: the app's first");
  withCredentials(command)
    .addHelpText(
      "after",
      examples(
        ["keywright connections create northflank --name northflank-prod", "asks for the token"],
        ["keywright connections create northflank --name northflank-prod --credentials - < credentials.json"],
        ["keywright connections create keywright --name staging --field baseUrl=https://keys.example.com"],
      ),
    )
    .addHelpText("after", "\nFields and how to make them: keywright connections apps <app>")
    .action(run(create));
}

async function create(cli: Cli, options: CreateOptions, given: string): Promise<void> {
  const connection = await cli.connect();
  const app = await findApp(connection, given);
  const { name, description, method = app.methods[0] ?? "", project } = options;
  const read = await credentialsGiven(app, options);
  const place = project && (await projectId(connection, project));
  const credentials = await completed(cli, app, read, (field) => field.default === undefined);
  const body = { name, description, app: app.app, method, projectId: place, credentials };
  const progress = cli.words.progress(`Asking ${app.title} whether it accepts the credentials`);
  const asked = connection.api.createAppConnection({ params: connection.inTeam, body });
  const created = await asked.finally(() => progress.stop());
  cli.words.done(`Connected ${created.name} (${created.id}): ${app.title} accepts the credentials.`);
  await cli.out.result(created);
}
