import type { AddCommand, Cli } from "../cli.ts";
import { cleanUrl } from "../context/chosen.ts";
import { prepareToKeep } from "../context/prepare.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { examples } from "../help.ts";
import { oidcToken } from "../ci/oidc-token.ts";
import { tellLogin } from "../login/tell.ts";

interface CiLoginOptions {
  readonly trustRule: string;
  readonly audience?: string;
  readonly tokenEnv?: string;
  readonly print?: true;
}

export const addCiLogin: AddCommand = (program, run) => {
  program
    .command("ci-login")
    .description("log a CI job in without a secret: trade its own token by a trust rule")
    .requiredOption("--trust-rule <id>", "the team's trust rule, tru_…")
    .option("--audience <audience>", "what the CI token is for (the server's address if left out)")
    .option("--token-env <name>", "the variable that holds the CI token (GitLab)")
    .option("--print", "print the token instead of making a context")
    .addHelpText(
      "after",
      examples(
        ["keywright ci-login --url https://keywright.example.com --trust-rule tru_…", "in GitHub Actions"],
        [
          "keywright ci-login --trust-rule tru_… --token-env KEYWRIGHT_ID_TOKEN",
          "in GitLab, with KEYWRIGHT_URL set",
        ],
        ["KEYWRIGHT_TOKEN=$(keywright ci-login --trust-rule tru_… --print < token)", "anywhere else"],
      ),
    )
    .action(run(ciLogin));
};

async function ciLogin(cli: Cli, { trustRule, audience, tokenEnv, print }: CiLoginOptions): Promise<void> {
  const { env } = process;
  const given = cli.options.url ?? env["KEYWRIGHT_URL"];
  if (!given) throw new Failure(EXIT.usage, "Say which server to log in to: --url <url>, or KEYWRIGHT_URL.");
  if (!/^tru_[0-9a-z]{26}$/.test(trustRule)) {
    throw new Failure(
      EXIT.usage,
      "The trust rule is given by its id, tru_…: see keywright api listTrustRules.",
    );
  }
  const url = cleanUrl(given);
  if (!print) await prepareToKeep(cli.options.context);
  const subjectToken = await oidcToken(env, { audience: audience ?? url, tokenEnv });
  const [{ exchange }, { keepAsContext }] = await Promise.all([
    import("../ci/exchange.ts"),
    import("../login/keep.ts"),
  ]);
  await cli.interruption.hold(async () => {
    const { token } = await exchange(url, trustRule, subjectToken, cli.options);
    maskInLog(token, env);
    if (print) return cli.out.text(token);
    await tellLogin(cli, await keepAsContext(cli, { url, token, issued: true }));
  });
}

/** GitHub's runner replaces it wherever it is printed from then on. The command is read from stdout, and not shown. */
function maskInLog(token: string, env: NodeJS.ProcessEnv): void {
  if (env["GITHUB_ACTIONS"] === "true") process.stderr.write(`::add-mask::${token}\n`);
}
