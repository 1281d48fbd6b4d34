import { examples } from "../../help.ts";
import type { Column } from "../../output/table.ts";
import type { RoleCommands } from "./add.ts";
import { type Role, rolesAt } from "./at.ts";
import { permissionsOf } from "./definition.ts";
import { reachText } from "./reach-text.ts";

const COLUMNS: readonly Column<Role>[] = [
  { head: "ROLE", cell: ({ id }) => id, style: () => "bold" },
  { head: "NAME", cell: ({ name }) => name },
  { head: "REACHES", cell: reachText },
  { head: "PERMISSIONS", cell: (role) => permissionsOf(role).length, align: "right" },
  { head: "TOKENS", cell: ({ tokens }) => tokens, align: "right" },
  { head: "MEMBERS", cell: ({ members }) => members, align: "right" },
];

export function addList({ roles, level, run }: RoleCommands): void {
  roles
    .command("list")
    .description("list the roles")
    .addHelpText("after", examples([`keywright ${roles.name()} list`]))
    .action(
      run(async (cli) => {
        const rows = await rolesAt(await cli.connect(), level).list();
        await cli.out.list(rows, COLUMNS, "No roles here.");
      }),
    );
}
