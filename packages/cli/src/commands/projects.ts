import type { Command } from "commander";
import type { AddCommand, Run } from "../cli.ts";
import type { Connection } from "../connection.ts";
import { collect } from "../arguments/collect.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { examples } from "../help.ts";
import { idOf, SLUG } from "../named.ts";
import { dayOf } from "../output/time.ts";
import {
  counted,
  orNothing,
  requireChange,
  WAIT,
  type WaitOption,
  write,
  YES,
  type YesOption,
} from "../writing.ts";

export const addProjects: AddCommand = (program, run) => {
  const projects = program.command("projects").description("projects of a team");
  addList(projects, run);
  addGet(projects, run);
  addCreate(projects, run);
  addEdit(projects, run);
  addDelete(projects, run);
};

export function projectId({ api, inTeam }: Connection, given: string): Promise<string> {
  const among = () => Array.fromAsync(api.listProjects.rows({ params: inTeam }));
  return idOf(given, { noun: "project", isId: SLUG, among });
}

function addList(projects: Command, run: Run): void {
  projects
    .command("list")
    .description("list the projects that you reach")
    .addHelpText(
      "after",
      examples(["keywright projects list"], ["keywright projects list --team web --json"]),
    )
    .action(
      run(async (cli) => {
        const { api, inTeam } = await cli.connect();
        const rows = await Array.fromAsync(api.listProjects.rows({ params: inTeam }));
        await cli.out.list(
          rows,
          [
            { head: "PROJECT", cell: ({ id }) => id, style: () => "bold" },
            { head: "NAME", cell: ({ name }) => name },
            { head: "ENVIRONMENTS", cell: ({ environments }) => environments.join(", ") },
          ],
          "No projects yet: keywright projects create --name <name>",
        );
      }),
    );
}

function addGet(projects: Command, run: Run): void {
  projects
    .command("get <project>")
    .description("show a project")
    .addHelpText("after", examples(["keywright projects get web-shop"]))
    .action(
      run(async (cli, _options: object, given: string) => {
        const connection = await cli.connect();
        const params = { ...connection.inTeam, projectId: await projectId(connection, given) };
        const project = await connection.api.getProject({ params });
        await cli.out.record(project, [
          ["Project", project.id],
          ["Name", project.name],
          ["Description", project.description],
          ["Environments", project.environments.join(", ")],
          ["Created", dayOf(project.createdAt)],
        ]);
      }),
    );
}

interface Fields {
  readonly name?: string;
  readonly description?: string;
  readonly environment?: readonly string[];
}

function withFields(command: Command): Command {
  return command
    .option("--description <text>", "what it is for")
    .option("--environment <name>", "an environment of it; several times", collect);
}

function addCreate(projects: Command, run: Run): void {
  withFields(projects.command("create").requiredOption("--name <name>", "name, from which the id is made"))
    .description("create a project")
    .addHelpText(
      "after",
      examples([
        'keywright projects create --name "Web shop" --environment staging --environment production',
      ]),
    )
    .action(
      run(async (cli, options: Fields & { readonly name: string }) => {
        const { api, inTeam } = await cli.connect();
        const { name, description, environment } = options;
        const body = { name, description, environments: environment && [...environment] };
        const created = await write(
          cli,
          {},
          () => api.createProject({ params: inTeam, body }),
          ({ id }) => `Created project ${id}`,
        );
        await cli.out.result(created);
      }),
    );
}

function addEdit(projects: Command, run: Run): void {
  withFields(projects.command("edit <project>").option("--name <name>", "new name; the id stays"))
    .description("edit a project; environments that are given replace the old ones, an empty one all of them")
    .addHelpText(
      "after",
      examples(
        ['keywright projects edit web-shop --description "What customers see"'],
        ["keywright projects edit web-shop --environment staging --environment production"],
      ),
    )
    .action(
      run(async (cli, { name, description, environment }: Fields, given: string) => {
        const environments = environment?.filter((name) => name !== "");
        const body = requireChange({ name, description: orNothing(description), environments });
        const connection = await cli.connect();
        const params = { ...connection.inTeam, projectId: await projectId(connection, given) };
        const edited = await connection.api.patchProject({ params, body });
        cli.words.done(`Edited project ${edited.id}.`);
        await cli.out.result(edited);
      }),
    );
}

interface DeleteOptions extends WaitOption, YesOption {
  readonly withSecrets?: true;
}

function addDelete(projects: Command, run: Run): void {
  projects
    .command("delete <project>")
    .description("delete a project; roles that are restricted to it no longer reach it")
    .option("--with-secrets", "its secret groups as well, if it has any")
    .option(...WAIT)
    .option(...YES)
    .addHelpText("after", examples(["keywright projects delete web-shop --with-secrets"]))
    .action(
      run(async (cli, options: DeleteOptions, given: string) => {
        const connection = await cli.connect();
        const params = { ...connection.inTeam, projectId: await projectId(connection, given) };
        const what = `project ${params.projectId}${options.withSecrets ? " and its secret groups" : ""}`;
        await cli.ask.confirm(`Delete ${what}. This cannot be undone.`, "Delete", options.yes);
        const query = { delete_child_objects: options.withSecrets ? "true" : "false" } as const;
        const deleted = await write(
          cli,
          options,
          (call) => connection.api.deleteProject({ params, query }, call).catch(adviseOnSecrets),
          ({ deletedSecretGroups }) =>
            `Deleted project ${params.projectId} and ${counted(deletedSecretGroups, "secret group")}`,
        );
        await cli.out.result(deleted);
      }),
    );
}

/** The API's own advice is about its query. */
function adviseOnSecrets(error: Error & { readonly code?: string }): never {
  if (error.code !== "project_not_empty") throw error;
  const sentence = "The project still has secret groups.";
  throw new Failure(EXIT.conflict, sentence, ["Delete them first, or all together with --with-secrets."], {
    cause: error,
  });
}
