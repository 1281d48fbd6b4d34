import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { examples } from "../../help.ts";
import { claimsFrom, narrowingFrom, type RuleOptions, withRule } from "./rule.ts";

interface CreateOptions extends RuleOptions {
  readonly name: string;
  readonly issuer: string;
  readonly audience: string;
  readonly role: string;
}

export function addCreate(rules: Command, run: Run): void {
  const command = rules
    .command("create")
    .description("trust jobs of a CI system: their tokens can be traded for tokens of a role")
    .requiredOption("--name <name>", "what it is called")
    .requiredOption("--issuer <url>", "who signs the job's token")
    .requiredOption("--audience <audience>", "whom the job's token is for: this installation")
    .requiredOption("--role <role>", "the role that tokens are made from");
  withRule(command)
    .addHelpText(
      "after",
      examples([
        "keywright trust-rules create --name github-main --role ci-deploy \\\n" +
          "      --issuer https://token.actions.githubusercontent.com --audience https://keys.example.com \\\n" +
          "      --claim repository_id=123456 --claim-matches ref=refs/heads/*",
        "in the job: keywright ci-login",
      ]),
    )
    .action(
      run(async (cli, options: CreateOptions) => {
        const { name, description, issuer, audience, role: roleId, lifetime: lifetimeSeconds } = options;
        const claims = claimsFrom(options);
        if (!claims) {
          throw new Failure(EXIT.usage, "Say whose jobs are meant, with --claim.", [
            "Such as --claim repository_id=123456: ids stay the same when a name is given to somebody else.",
          ]);
        }
        const { api, inTeam } = await cli.connect();
        const narrowing = narrowingFrom(options);
        const body = { name, description, issuer, audience, claims, roleId, narrowing, lifetimeSeconds };
        const created = await api.createTrustRule({ params: inTeam, body });
        cli.words.done(`Created trust rule ${created.name} (${created.id}).`);
        for (const advice of created.advice) cli.words.warn(advice);
        await cli.out.result(created);
      }),
    );
}
