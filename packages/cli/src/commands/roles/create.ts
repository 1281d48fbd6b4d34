import type { Cli } from "../../cli.ts";
import { examples } from "../../help.ts";
import { WAIT, type WaitOption, write } from "../../writing.ts";
import type { RoleCommands } from "./add.ts";
import { rolesAt } from "./at.ts";
import { type DefinitionOptions, restrictionFrom, withDefinition } from "./definition.ts";

interface CreateOptions extends DefinitionOptions, WaitOption {
  readonly name: string;
  readonly description?: string;
}

export function addCreate({ roles, level, run }: RoleCommands): void {
  const place = level === "team" ? "web-shop" : "web/web-shop";
  const command = roles
    .command("create")
    .description("create a role; without a restriction it reaches everything")
    .requiredOption("--name <name>", "name, from which the id is made")
    .option("--description <text>", "what it is for")
    .option(...WAIT);
  withDefinition(command, level)
    .addHelpText(
      "after",
      examples([
        `keywright ${roles.name()} create --name ci-deploy --permission "project:secrets:*" --restrict ${place}`,
      ]),
    )
    .action(
      run(async (cli: Cli, options: CreateOptions) => {
        const { name, description, permission: permissions = [] } = options;
        const role = { permissions, restriction: restrictionFrom(options) };
        const at = rolesAt(await cli.connect(), level);
        const created = await write(
          cli,
          options,
          (call) => at.create({ name, description }, role, call),
          ({ id }) => `Created role ${id}`,
        );
        await cli.out.result(created);
      }),
    );
}
