import { Option } from "commander";
import type { AddCommand, Cli } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { examples } from "../help.ts";
import { checkedToken, readTokenFromStdin } from "../input.ts";
import { type Asked, explain } from "../verify/explain.ts";

interface VerifyOptions extends Asked {
  readonly ip?: string;
}

export const addVerify: AddCommand = (program, run) => {
  program
    .command("verify [token]")
    .description("say whether a token allows something, and why not")
    .requiredOption("--permission <permission>", "what is to be done, as scope:category:resource:action")
    .option("--project <project>", "the project it is done in")
    .option("--environment <environment>", "the environment it is done in")
    .option("--ip <address>", "the address it comes from")
    .option("--origin <website>", "the website whose page asks")
    .addOption(
      new Option("--exposure <exposure>", "the only exposure that is taken there").choices([
        "secret",
        "publishable",
      ]),
    )
    .addHelpText(
      "after",
      examples(
        ["keywright verify --permission project:projects:manage:read --project web-shop < token"],
        ["cat token | keywright verify - --permission team:admin:roles:read --json"],
        [
          "keywright verify --permission project:shop:orders:read --project web-shop --environment production " +
            "--origin https://shop.example.com < token",
          "of a page in the browser",
        ],
      ),
    )
    .addHelpText(
      "after",
      "\nThe token is read from standard input, or asked for. The exit code is 10 when it is not allowed.",
    )
    .action(run(verify));
};

async function verify(cli: Cli, options: VerifyOptions, given?: string): Promise<void> {
  const { permission, project, environment, ip, origin, exposure } = options;
  refuseArgument(given);
  const connection = await cli.connect();
  const token = await readToken(cli);
  const team = connection.inTeam.teamId;
  const asked = { permission, project, environment, ip, origin, exposure, team };
  const verdict = await connection.api.verify({ body: { token, ...asked } });
  if (!("allowed" in verdict)) throw new Error("one check was answered with several verdicts");
  const what = [permission, project && `in project ${project}`, environment && `(${environment})`];
  const { principal } = verdict;
  if (verdict.allowed) {
    cli.words.done(`Allowed: ${what.filter(Boolean).join(" ")}`);
    cli.words.note(
      `Token ${principal?.name ?? principal?.tokenId} with role ${principal?.role}, at revision ${verdict.revision}.`,
    );
  } else {
    cli.words.fail(`Not allowed: ${verdict.reason}`, await explain(connection, asked, verdict));
    cli.endWith(EXIT.no);
  }
  await cli.out.result(verdict);
}

/** It is in the list of processes and the shell's history by now. */
function refuseArgument(given: string | undefined): void {
  if (given === undefined || given === "-") return;
  throw new Failure(
    EXIT.usage,
    "A token is not taken from the command line, where everybody on this machine can see it.",
    [
      "Give it on standard input: keywright verify - --permission … < token",
      "If it is a real one, it is in your shell's history now: rotate it.",
    ],
  );
}

async function readToken(cli: Cli): Promise<string> {
  if (!cli.ask.possible) return readTokenFromStdin();
  return checkedToken(await cli.ask.secret("Token", "Give the token on standard input."));
}
