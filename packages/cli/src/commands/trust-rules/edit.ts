import type { Command } from "commander";
import type { Cli, Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import {
  counted,
  orNothing,
  requireChange,
  WAIT,
  type WaitOption,
  write,
  YES,
  type YesOption,
} from "../../writing.ts";
import { claimsFrom, narrowingFrom, type RuleOptions, trustRuleId, withRule } from "./rule.ts";

interface EditOptions extends RuleOptions, WaitOption, YesOption {}

export function addEdit(rules: Command, run: Run): void {
  const command = rules
    .command("edit <rule>")
    .description("edit a trust rule; tokens that it issued are revoked, unless only its texts change")
    .option("--name <name>", "what it is called")
    .option("--issuer <url>", "who signs the job's token")
    .option("--audience <audience>", "whom the job's token is for")
    .option("--role <role>", "the role that tokens are made from")
    .option(...WAIT)
    .option(...YES);
  withRule(command)
    .addHelpText("after", examples(["keywright trust-rules edit github-main --claim repository_id=123456"]))
    .action(run(edit));
}

async function edit(cli: Cli, options: EditOptions, given: string): Promise<void> {
  const { name, description, issuer, audience, role: roleId, lifetime: lifetimeSeconds } = options;
  const meaning = { issuer, audience, roleId, lifetimeSeconds };
  const lists = { claims: claimsFrom(options), narrowing: narrowingFrom(options) };
  const trust = { ...meaning, ...lists };
  const body = requireChange({ name, description: orNothing(description), ...trust });
  const connection = await cli.connect();
  const params = { ...connection.inTeam, trustRuleId: await trustRuleId(connection, given) };
  if (Object.values(trust).some((value) => value !== undefined)) {
    const consequence = `Edit trust rule ${given}. The tokens that it has issued are revoked.`;
    await cli.ask.confirm(consequence, "Edit", options.yes);
  }
  const edited = await write(
    cli,
    options,
    (call) => connection.api.patchTrustRule({ params, body }, call),
    ({ revokedTokens }) => `Edited trust rule ${given} and revoked ${counted(revokedTokens, "token")}`,
  );
  for (const advice of edited.advice) cli.words.warn(advice);
  await cli.out.result(edited);
}
