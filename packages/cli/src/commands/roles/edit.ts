import { collect } from "../../arguments/collect.ts";
import type { Cli } from "../../cli.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { examples } from "../../help.ts";
import {
  counted,
  orNothing,
  requireChange,
  WAIT,
  type WaitOption,
  write,
  YES,
  type YesOption,
} from "../../writing.ts";
import type { RoleCommands } from "./add.ts";
import { type Level, type Role, roleId, type RolesAt, rolesAt } from "./at.ts";
import {
  completed,
  type Definition,
  type DefinitionOptions,
  permissionsOf,
  restrictionFrom,
  withDefinition,
} from "./definition.ts";

interface EditOptions extends DefinitionOptions, WaitOption, YesOption {
  readonly name?: string;
  readonly description?: string;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly unrestricted?: true;
  readonly preview?: true;
}

export function addEdit({ roles, level, run }: RoleCommands): void {
  const command = roles
    .command("edit <role>")
    .description("edit a role; its tokens and members have the new authority at once")
    .option("--name <name>", "what it is called; the id stays")
    .option("--description <text>", "what it is for; empty for nothing")
    .option("--add <permission>", "allow this as well; several times", collect)
    .option("--remove <permission>", "no longer allow this; several times", collect)
    .option("--all-environments", "let it reach every environment of its projects")
    .option("--unrestricted", "let it reach everything")
    .option("--preview", "only say what it would do")
    .option(...WAIT)
    .option(...YES);
  withDefinition(command, level)
    .addHelpText(
      "after",
      examples(
        [`keywright ${roles.name()} edit ci-deploy --add project:services:general:update`],
        [`keywright ${roles.name()} edit ci-deploy --remove "project:secrets:*" --preview`],
      ),
    )
    .action(run((cli, options: EditOptions, given: string) => edit(cli, level, options, given)));
}

async function edit(cli: Cli, level: Level, options: EditOptions, given: string): Promise<void> {
  const names = { name: options.name, description: orNothing(options.description) };
  const at = rolesAt(await cli.connect(), level);
  const id = await roleId(at, given);
  const role = await changedDefinition(at, id, options);
  requireChange({ ...names, ...role });
  if (Object.values(role).some((part) => part !== undefined)) {
    const preview = await at.preview(id, role);
    if (options.preview) {
      cli.words.note(consequence(id, preview));
      return cli.out.result(preview);
    }
    // What only adds takes nothing from anybody.
    if (preview.removed.length > 0 || role.restriction !== undefined)
      await cli.ask.confirm(consequence(id, preview), "Edit", options.yes);
  }
  const edited = await write(
    cli,
    options,
    (call) => at.edit(id, names, role, call),
    () => `Edited role ${id}`,
  );
  await cli.out.result(edited);
}

async function changedDefinition(at: RolesAt, id: string, options: EditOptions): Promise<Definition> {
  const { permission, add, remove, unrestricted } = options;
  const given = restrictionFrom(options);
  if (permission && (add || remove))
    throw new Failure(EXIT.usage, "Give --permission, or --add and --remove.");
  if (unrestricted && given)
    throw new Failure(EXIT.usage, "Give --unrestricted, or what it is restricted to.");
  const role = await at.get(id);
  const restriction = unrestricted ? null : given && completed(given, role);
  return { permissions: add || remove ? changedPermissions(role, options) : permission, restriction };
}

function changedPermissions(role: Role, { add = [], remove = [] }: EditOptions): string[] {
  const held = permissionsOf(role);
  const missing = remove.find((pattern) => !held.includes(pattern));
  if (missing !== undefined) {
    throw new Failure(EXIT.usage, `The role ${role.id} does not hold ${missing} under this name.`, [
      `It holds ${held.join(", ") || "nothing"}.`,
    ]);
  }
  return [...new Set([...held.filter((pattern) => !remove.includes(pattern)), ...add])];
}

type Preview = Awaited<ReturnType<RolesAt["preview"]>>;

function consequence(id: string, { added, removed, tokens, members, refusedCalls30d }: Preview): string {
  const changes = [
    added.length > 0 && `adds ${added.join(", ")}`,
    removed.length > 0 && `takes away ${removed.join(", ")}`,
    added.length + removed.length === 0 && "changes what it reaches",
  ].filter(Boolean);
  const concerned = `${counted(tokens, "token")} and ${counted(members, "member")}`;
  const calls = refusedCalls30d.reduce((sum, one) => sum + one.calls, 0);
  const refused =
    calls === 0 ? "" : ` ${counted(calls, "call")} of the last 30 days would have been refused.`;
  return `Edit role ${id}: ${changes.join(" and ")}, for ${concerned} at once.${refused}`;
}
