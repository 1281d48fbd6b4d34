import { examples } from "../../help.ts";
import { MEMBER_COLUMNS } from "../members/shown.ts";
import type { RoleCommands } from "./add.ts";
import { roleId, rolesAt } from "./at.ts";

export function addMembers({ roles, level, run }: RoleCommands): void {
  roles
    .command("members <role>")
    .description("list who holds a role")
    .addHelpText("after", examples([`keywright ${roles.name()} members owner`]))
    .action(
      run(async (cli, _options: object, given: string) => {
        const at = rolesAt(await cli.connect(), level);
        const rows = await at.members(await roleId(at, given));
        await cli.out.list(rows, MEMBER_COLUMNS, "Nobody holds it.");
      }),
    );
}
