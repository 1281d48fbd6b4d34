import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { examples } from "../../help.ts";
import { dotenvText } from "./dotenv.ts";
import { groupParams } from "./group.ts";

export function addGet(secrets: Command, run: Run): void {
  secrets
    .command("get <project> <group> [variable]")
    .description("print the values of a secret group as a .env file, or one value alone")
    .addHelpText(
      "after",
      examples(
        ["keywright secrets get web-shop database --output .env"],
        ["keywright secrets get web-shop database DATABASE_URL | psql"],
        ["keywright secrets get web-shop database --json"],
      ),
    )
    .action(
      run(async (cli, _options: object, project: string, group: string, variable: string | undefined) => {
        const connection = await cli.connect();
        const params = await groupParams(connection, project, group);
        const found = await connection.api.getSecretGroup({ params });
        const { variables } = found.secrets;
        if (variable === undefined) return cli.out.text(cli.options.json ? "" : dotenvText(variables), found);
        const value = Object.hasOwn(variables, variable) ? variables[variable] : undefined;
        if (value !== undefined) return cli.out.text(value, { [variable]: value });
        throw new Failure(EXIT.notFound, `The secret group ${params.secretId} has no variable ${variable}.`, [
          `It has ${Object.keys(variables).join(", ") || "none"}.`,
        ]);
      }),
    );
}
