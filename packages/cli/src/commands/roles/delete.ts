import type { Cli } from "../../cli.ts";
import { examples } from "../../help.ts";
import { counted, WAIT, type WaitOption, write, YES, type YesOption } from "../../writing.ts";
import type { RoleCommands } from "./add.ts";
import { roleId, rolesAt } from "./at.ts";

interface DeleteOptions extends WaitOption, YesOption {}

export function addDelete({ roles, level, run }: RoleCommands): void {
  roles
    .command("delete <role>")
    .description("delete a role and revoke its tokens")
    .option(...WAIT)
    .option(...YES)
    .addHelpText("after", examples([`keywright ${roles.name()} delete ci-deploy --wait`]))
    .action(
      run(async (cli: Cli, options: DeleteOptions, given: string) => {
        const at = rolesAt(await cli.connect(), level);
        const id = await roleId(at, given);
        const { tokens, members } = await at.get(id);
        const consequence = `${counted(tokens, "token")} of it will be revoked, ${counted(members, "member")} will lose it.`;
        await cli.ask.confirm(
          `Delete role ${id}. ${consequence} This cannot be undone.`,
          "Delete",
          options.yes,
        );
        const deleted = await write(
          cli,
          options,
          (call) => at.delete(id, call),
          ({ revokedTokens }) => `Deleted role ${id} and revoked ${counted(revokedTokens, "token")}`,
        );
        await cli.out.result(deleted);
      }),
    );
}
