import { type Command, Option } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { readInput } from "../../input.ts";
import { counted } from "../../writing.ts";
import { projectId } from "../projects.ts";
import { variablesIn } from "./dotenv.ts";
import { type FieldOptions, fieldsFrom, withFields } from "./fields.ts";

interface CreateOptions extends FieldOptions {
  readonly name: string;
  readonly type: "secret" | "config";
  readonly fromFile?: string;
}

const USUAL_PRIORITY = 10;

export function addCreate(secrets: Command, run: Run): void {
  const command = secrets
    .command("create <project>")
    .description("create a secret group")
    .requiredOption("--name <name>", "name, from which the id is made")
    .addOption(
      new Option("--type <type>", "config is for what is no secret")
        .choices(["secret", "config"])
        .default("secret"),
    )
    .option("--from-file <file>", "values: KEY=value lines or a JSON object; - for standard input");
  withFields(command)
    .addHelpText(
      "after",
      examples(
        ["keywright secrets create web-shop --name Database --from-file .env"],
        ["keywright secrets create web-shop --name Flags --type config --environment staging"],
      ),
    )
    .action(
      run(async (cli, options: CreateOptions, project: string) => {
        const { name, type, fromFile } = options;
        const variables = fromFile === undefined ? {} : variablesIn(await readInput(fromFile));
        const connection = await cli.connect();
        const params = { ...connection.inTeam, projectId: await projectId(connection, project) };
        const { secretType = "environment", priority = USUAL_PRIORITY, ...fields } = fieldsFrom(options);
        const body = { name, type, secretType, priority, ...fields, secrets: { variables } };
        const created = await connection.api.createSecretGroup({ params, body });
        const count = counted(Object.keys(variables).length, "variable");
        cli.words.done(`Created secret group ${created.id} with ${count}.`);
        await cli.out.result(created);
      }),
    );
}
