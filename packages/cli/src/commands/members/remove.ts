import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { type LevelOption, withLevel } from "../../level.ts";
import { counted, WAIT, type WaitOption, write, YES, type YesOption } from "../../writing.ts";
import { membersAt } from "./at.ts";
import { memberId } from "./shown.ts";

interface RemoveOptions extends LevelOption, WaitOption, YesOption {}

export function addRemove(members: Command, run: Run): void {
  withLevel(members.command("remove <member>").alias("delete"))
    .description("remove a member; their own tokens there are revoked")
    .option(...WAIT)
    .option(...YES)
    .addHelpText(
      "after",
      examples(
        ["keywright members remove anna@example.com --wait"],
        ["keywright members remove anna@example.com --org-level", "from the organization and all its teams"],
      ),
    )
    .action(
      run(async (cli, options: RemoveOptions, given: string) => {
        const at = membersAt(await cli.connect(), options);
        const id = await memberId(given, at.list);
        const from = options.orgLevel ? "the organization and all its teams" : "the team";
        const consequence = `Remove ${given} from ${from}. They lose their roles there, and their own tokens are revoked.`;
        await cli.ask.confirm(`${consequence} This cannot be undone.`, "Remove", options.yes);
        const removed = await write(
          cli,
          options,
          (call) => at.remove(id, call),
          ({ revokedTokens }) => `Removed ${given} and revoked ${counted(revokedTokens, "token")}`,
        );
        await cli.out.result(removed);
      }),
    );
}
