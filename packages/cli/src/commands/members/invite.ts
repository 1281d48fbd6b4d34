import type { Command } from "commander";
import { collect } from "../../arguments/collect.ts";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { type LevelOption, withLevel } from "../../level.ts";
import { WAIT, type WaitOption, write } from "../../writing.ts";
import { membersAt } from "./at.ts";
import { memberId, showInvitation } from "./shown.ts";

interface InviteOptions extends LevelOption, WaitOption {
  readonly name?: string;
  readonly role?: string[];
}

export function addInvite(members: Command, run: Run): void {
  withLevel(members.command("invite <address>").alias("create"))
    .description("invite a person by e-mail address")
    .option("--name <name>", "what they are called")
    .option("--role <role>", "a role to give them; several times", collect)
    .option(...WAIT)
    .addHelpText("after", examples(["keywright members invite anna@example.com --role admin"]))
    .action(
      run(async (cli, options: InviteOptions, email: string) => {
        const { name, role: roles } = options;
        const at = membersAt(await cli.connect(), options);
        const invited = await write(
          cli,
          options,
          (call) => at.invite({ email, name, roles }, call),
          () => `Invited ${email}`,
        );
        await showInvitation(cli, invited, invited);
      }),
    );
}

export function addInviteAgain(members: Command, run: Run): void {
  withLevel(members.command("invite-again <member>"))
    .description("invite a person again who has not accepted; the earlier link ends")
    .addHelpText("after", examples(["keywright members invite-again anna@example.com"]))
    .action(
      run(async (cli, options: LevelOption, given: string) => {
        const at = membersAt(await cli.connect(), options);
        const invitation = await at.inviteAgain(await memberId(given, at.list));
        cli.words.done(`Invited ${given} again.`);
        await showInvitation(cli, { invitation }, invitation);
      }),
    );
}
