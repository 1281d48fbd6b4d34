import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { counted, WAIT, type WaitOption, write, YES, type YesOption } from "../../writing.ts";
import { trustRuleId } from "./rule.ts";

interface DeleteOptions extends WaitOption, YesOption {}

export function addDelete(rules: Command, run: Run): void {
  rules
    .command("delete <rule>")
    .description("delete a trust rule and revoke the tokens that it issued")
    .option(...WAIT)
    .option(...YES)
    .addHelpText("after", examples(["keywright trust-rules delete github-main --wait"]))
    .action(
      run(async (cli, options: DeleteOptions, given: string) => {
        const connection = await cli.connect();
        const params = { ...connection.inTeam, trustRuleId: await trustRuleId(connection, given) };
        const consequence = `Delete trust rule ${given}. The tokens that it has issued are revoked, and jobs get none.`;
        await cli.ask.confirm(`${consequence} This cannot be undone.`, "Delete", options.yes);
        const deleted = await write(
          cli,
          options,
          (call) => connection.api.deleteTrustRule({ params }, call),
          ({ revokedTokens }) => `Deleted trust rule ${given} and revoked ${counted(revokedTokens, "token")}`,
        );
        await cli.out.result(deleted);
      }),
    );
}
