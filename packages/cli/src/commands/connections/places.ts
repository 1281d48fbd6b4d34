import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import type { Column } from "../../output/table.ts";
import { usableConnectionId } from "./named.ts";

const COLUMNS: readonly Column<{ readonly id: string; readonly name: string }>[] = [
  { head: "ID", cell: ({ id }) => id, style: () => "bold" },
  { head: "NAME", cell: ({ name }) => name },
];

export function addProjects(connections: Command, run: Run): void {
  connections
    .command("projects <connection>")
    .description("list the projects of the platform, or what it has in their place")
    .addHelpText("after", examples(["keywright connections projects northflank-prod"]))
    .action(
      run(async (cli, _options: object, given: string) => {
        const connection = await cli.connect();
        const params = { ...connection.inTeam, connectionId: await usableConnectionId(connection, given) };
        const { projects } = await connection.api.listPlatformProjects({ params });
        await cli.out.list(projects, COLUMNS, "The connection reaches no projects.");
      }),
    );
}

export function addGroups(connections: Command, run: Run): void {
  connections
    .command("groups <connection> <project>")
    .description("list the secret groups of a project of the platform, or what it has in their place")
    .addHelpText("after", examples(["keywright connections groups northflank-prod web-shop"]))
    .action(
      run(async (cli, _options: object, given: string, platformProjectId: string) => {
        const connection = await cli.connect();
        const id = await usableConnectionId(connection, given);
        const params = { ...connection.inTeam, connectionId: id, platformProjectId };
        const { secretGroups } = await connection.api.listPlatformSecretGroups({ params });
        await cli.out.list(secretGroups, COLUMNS, "There are no secret groups in this project.");
      }),
    );
}
