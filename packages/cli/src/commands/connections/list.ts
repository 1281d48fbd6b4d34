import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import type { Column } from "../../output/table.ts";
import { relativeTime } from "../../output/time.ts";
import { projectId } from "../projects.ts";
import { type AppConnection, healthStyle, lastUsed } from "./shown.ts";

const COLUMNS: readonly Column<AppConnection>[] = [
  { head: "NAME", cell: ({ name }) => name, style: () => "bold" },
  { head: "APP", cell: ({ app }) => app },
  { head: "PROJECT", cell: ({ projectId }) => projectId ?? "all" },
  { head: "HEALTH", cell: ({ health }) => health.status, style: healthStyle },
  { head: "CHECKED", cell: ({ health }) => relativeTime(health.checkedAt) },
  { head: "LAST USED", cell: lastUsed },
  { head: "CONNECTION", cell: ({ id }) => id },
];

interface ListOptions {
  readonly app?: string;
  readonly project?: string;
}

export function addList(connections: Command, run: Run): void {
  connections
    .command("list")
    .description("list the team's connections, and whether their credentials are accepted")
    .option("--app <app>", "to this platform")
    .option("--project <project>", "for this project alone")
    .addHelpText(
      "after",
      examples(
        ["keywright connections list"],
        ["keywright connections list --app northflank --project web-shop"],
      ),
    )
    .action(
      run(async (cli, { app, project }: ListOptions) => {
        const connection = await cli.connect();
        const query = { app, projectId: project && (await projectId(connection, project)) };
        const { api, inTeam } = connection;
        await cli.out.list(
          await Array.fromAsync(api.listAppConnections.rows({ params: inTeam, query })),
          COLUMNS,
          "No connections here. What can be connected: keywright connections apps",
        );
      }),
    );
}
