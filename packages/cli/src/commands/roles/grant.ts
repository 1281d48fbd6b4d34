import type { Cli } from "../../cli.ts";
import { examples } from "../../help.ts";
import { counted, WAIT, type WaitOption, write, YES, type YesOption } from "../../writing.ts";
import { memberId } from "../members/shown.ts";
import type { RoleCommands } from "./add.ts";
import { roleId, rolesAt } from "./at.ts";

export function addGrant({ roles, level, run }: RoleCommands): void {
  roles
    .command("grant <role> <member>")
    .description("give a role to a member, named by e-mail address, name or id")
    .option(...WAIT)
    .addHelpText("after", examples([`keywright ${roles.name()} grant ci-deploy anna@example.com`]))
    .action(
      run(async (cli: Cli, options: WaitOption, role: string, member: string) => {
        const at = rolesAt(await cli.connect(), level);
        const [id, userId] = [await roleId(at, role), await memberId(member, at.everyone)];
        const granted = await write(
          cli,
          options,
          (call) => at.grant(id, userId, call),
          () => `Granted ${id} to ${member}`,
        );
        await cli.out.result(granted);
      }),
    );
}

interface UngrantOptions extends WaitOption, YesOption {}

export function addUngrant({ roles, level, run }: RoleCommands): void {
  roles
    .command("ungrant <role> <member>")
    .description("take a role from a member")
    .option(...WAIT)
    .option(...YES)
    .addHelpText("after", examples([`keywright ${roles.name()} ungrant ci-deploy anna@example.com --wait`]))
    .action(
      run(async (cli: Cli, options: UngrantOptions, role: string, member: string) => {
        const at = rolesAt(await cli.connect(), level);
        const [id, person] = [await roleId(at, role), await memberId(member, at.everyone)];
        const consequence = `Their own tokens of it are revoked; this cannot be undone.`;
        await cli.ask.confirm(`Take ${id} from ${member}. ${consequence}`, "Take", options.yes);
        const taken = await write(
          cli,
          options,
          (call) => at.ungrant(id, person, call),
          ({ revokedTokens }) => `Took ${id} from ${member} and revoked ${counted(revokedTokens, "token")}`,
        );
        await cli.out.result(taken);
      }),
    );
}
