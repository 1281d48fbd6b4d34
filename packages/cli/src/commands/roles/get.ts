import { examples } from "../../help.ts";
import { dayOf } from "../../output/time.ts";
import type { RoleCommands } from "./add.ts";
import { roleId, rolesAt } from "./at.ts";
import { permissionsOf } from "./definition.ts";
import { reachText } from "./reach-text.ts";

export function addGet({ roles, level, run }: RoleCommands): void {
  roles
    .command("get <role>")
    .description("show a role: what it allows, and where")
    .addHelpText("after", examples([`keywright ${roles.name()} get ci-deploy`]))
    .action(
      run(async (cli, _options: object, given: string) => {
        const at = rolesAt(await cli.connect(), level);
        const role = await at.get(await roleId(at, given));
        const [first, ...more] = permissionsOf(role);
        await cli.out.record(role, [
          ["Role", role.id],
          ["Name", role.name],
          ["Description", role.description],
          ["Kind", role.kind],
          ["Reaches", reachText(role)],
          ["Tokens", role.tokens],
          ["Members", role.members],
          ["Edited", dayOf(role.updatedAt)],
          ["Allows", first ?? "nothing"],
          ...more.map((permission) => ["", permission] as const),
        ]);
      }),
    );
}
