import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import type { Column } from "../../output/table.ts";
import { connectionId } from "../connections/named.ts";
import { projectId } from "../projects.ts";
import { expiryOf } from "../tokens/shown.ts";
import { type ExternalToken, statusStyle } from "./shown.ts";

const COLUMNS: readonly Column<ExternalToken>[] = [
  { head: "NAME", cell: ({ name }) => name, style: () => "bold" },
  { head: "APP", cell: ({ app }) => app },
  { head: "WHAT", cell: ({ summary }) => summary },
  { head: "THROUGH", cell: ({ connection }) => connection?.name },
  { head: "CREATED BY", cell: ({ creator }) => creator.name },
  { head: "EXPIRES", cell: expiryOf },
  { head: "STATUS", cell: ({ status }) => status, style: statusStyle },
  { head: "EXTERNAL TOKEN", cell: ({ id }) => id },
];

interface ListOptions {
  readonly all?: true;
  readonly through?: string;
  readonly project?: string;
  readonly search?: string;
}

export function addList(tokens: Command, run: Run): void {
  tokens
    .command("list")
    .description("list the tokens that were issued on other platforms")
    .option("--all", "revoked ones too")
    .option("--through <connection>", "made through this connection")
    .option("--project <project>", "of this project")
    .option("--search <text>", "with this in the name or description")
    .addHelpText(
      "after",
      examples(
        ["keywright external-tokens list"],
        ["keywright external-tokens list --through unleash --json | jq -r '.[].id'"],
      ),
    )
    .action(
      run(async (cli, { all, through, project, search }: ListOptions) => {
        const connection = await cli.connect();
        const { api, inTeam } = connection;
        const query = {
          ...(all && { all: "true" as const }),
          connectionId: through && (await connectionId(connection, through)),
          projectId: project && (await projectId(connection, project)),
          search,
        };
        const rows = await Array.fromAsync(api.listExternalTokens.rows({ params: inTeam, query }));
        const none = "No external tokens here. See: keywright external-tokens issue --help";
        await cli.out.list(rows, COLUMNS, none);
      }),
    );
}
