import type { Command } from "commander";
import type { Cli, Run } from "../../cli.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { examples } from "../../help.ts";
import { readInput } from "../../input.ts";
import { counted, YES, type YesOption } from "../../writing.ts";
import { variablesIn } from "./dotenv.ts";
import { groupParams } from "./group.ts";

interface SetOptions extends YesOption {
  readonly fromFile?: string;
  readonly replace?: true;
}

export function addSet(secrets: Command, run: Run): void {
  secrets
    .command("set <project> <group> [variable]")
    .description("set one value, or the values of a file; the others stay")
    .option("--from-file <file>", "KEY=value lines or a JSON object, or the one value; - for standard input")
    .option("--replace", "take away every variable that is not given")
    .option(...YES)
    .addHelpText(
      "after",
      examples(
        ["keywright secrets set web-shop database DATABASE_URL < url", "the value is never an argument"],
        ["keywright secrets set web-shop database --from-file .env"],
        ["openssl rand -hex 32 | keywright secrets set web-shop session SESSION_SECRET"],
      ),
    )
    .addHelpText(
      "after",
      "\nWithout --replace the group is read and written: whoever sets values needs to read them.",
    )
    .action(run(set));
}

async function set(
  cli: Cli,
  options: SetOptions,
  project: string,
  group: string,
  variable: string | undefined,
): Promise<void> {
  const connection = await cli.connect();
  const given =
    variable === undefined
      ? variablesIn(await readValues(cli, options))
      : { [variable]: await readValue(cli, options, variable) };
  const params = await groupParams(connection, project, group);
  if (options.replace) {
    const consequence = `Replace all values of ${params.secretId}. Every variable that is not given is gone for good.`;
    await cli.ask.confirm(consequence, "Replace", options.yes);
  }
  const before = options.replace ? {} : (await connection.api.getSecretGroup({ params })).secrets.variables;
  const body = { secrets: { variables: { ...before, ...given } } };
  const written = await connection.api.patchSecretGroup({ params, body });
  cli.words.done(`Set ${counted(Object.keys(given).length, "variable")} of ${params.secretId}.`);
  await cli.out.result(written);
}

function readValues(cli: Cli, { fromFile }: SetOptions): Promise<string> {
  if (fromFile !== undefined || !cli.ask.possible) return readInput(fromFile ?? "-");
  throw new Failure(EXIT.usage, "Say which variable, or give the values with --from-file.");
}

/** Whatever ends a line at the end of the input was the shell's, and is not part of the value. */
async function readValue(cli: Cli, { fromFile }: SetOptions, variable: string): Promise<string> {
  if (fromFile === undefined && cli.ask.possible) {
    return cli.ask.secret(`Value of ${variable}`, "Give the value on standard input.");
  }
  return (await readInput(fromFile ?? "-")).replace(/\r?\n$/, "");
}

export function addUnset(secrets: Command, run: Run): void {
  secrets
    .command("unset <project> <group> <variable>")
    .description("take a variable away")
    .option(...YES)
    .addHelpText("after", examples(["keywright secrets unset web-shop database OLD_URL"]))
    .action(
      run(async (cli: Cli, options: YesOption, project: string, group: string, variable: string) => {
        const connection = await cli.connect();
        const params = await groupParams(connection, project, group);
        const { [variable]: gone, ...rest } = (await connection.api.getSecretGroup({ params })).secrets
          .variables;
        if (gone === undefined) {
          throw new Failure(
            EXIT.notFound,
            `The secret group ${params.secretId} has no variable ${variable}.`,
          );
        }
        const consequence = `Take ${variable} out of ${params.secretId}. Its value is gone for good.`;
        await cli.ask.confirm(consequence, "Take away", options.yes);
        const written = await connection.api.patchSecretGroup({
          params,
          body: { secrets: { variables: rest } },
        });
        cli.words.done(`Took ${variable} out of ${params.secretId}.`);
        await cli.out.result(written);
      }),
    );
}
