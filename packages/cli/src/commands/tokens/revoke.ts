import type { Command } from "commander";
import type { Cli, Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { type LevelOption, withLevel } from "../../level.ts";
import { counted, WAIT, type WaitOption, write, YES, type YesOption } from "../../writing.ts";
import { activeTokenId, tokensAt } from "./at.ts";

interface RevokeOptions extends LevelOption, WaitOption, YesOption {
  readonly includeIssued?: true;
}

export function addRevoke(tokens: Command, run: Run): void {
  withLevel(tokens.command("revoke <token>").alias("delete"))
    .description("revoke a token for good")
    .option("--include-issued", "and every token that it has issued")
    .option(...WAIT)
    .option(...YES)
    .addHelpText(
      "after",
      examples(
        ["keywright tokens revoke github-main --wait"],
        ["keywright tokens revoke tok_01m80y… --include-issued --yes", "in a script"],
      ),
    )
    .action(run(revoke));
}

async function revoke(cli: Cli, options: RevokeOptions, given: string): Promise<void> {
  const { includeIssued = false, yes } = options;
  const at = tokensAt(await cli.connect(), options);
  const id = await activeTokenId(at, given);
  const keys = (await at.keys(id)).filter(({ active }) => active);
  const issued = includeIssued ? ", and every token that it has issued" : "";
  const stop = `${counted(keys.length, "key")} ${keys.length === 1 ? "stops" : "stop"}`;
  const consequence = `${stop[0]?.toUpperCase()}${stop.slice(1)} working everywhere within a second`;
  await cli.ask.confirm(`Revoke ${given}${issued}. ${consequence}. This cannot be undone.`, "Revoke", yes);
  const revoked = await write(
    cli,
    options,
    (call) => at.revoke(id, includeIssued, call),
    ({ revokedIssued }) =>
      revokedIssued === 0
        ? "Revoked"
        : `Revoked, and with it ${counted(revokedIssued, "token")} that it issued`,
  );
  await cli.out.result(revoked);
}
