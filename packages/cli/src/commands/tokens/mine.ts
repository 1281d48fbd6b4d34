import type { Api, DataOf } from "@keywright/contract";
import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import type { Column } from "../../output/table.ts";
import { relativeTime } from "../../output/time.ts";
import { expiryOf, narrowingText, styleOf } from "./shown.ts";

const COLUMNS: readonly Column<DataOf<Api["listMyTokens"]>>[] = [
  { head: "NAME", cell: ({ name }) => name, style: () => "bold" },
  { head: "TEAM", cell: ({ team }) => team?.id },
  { head: "ROLE", cell: ({ role }) => role.roleId },
  { head: "NARROWED TO", cell: narrowingText },
  { head: "LAST USED", cell: ({ lastUsedAt }) => (lastUsedAt === null ? "never" : relativeTime(lastUsedAt)) },
  { head: "EXPIRES", cell: expiryOf },
  { head: "STATUS", cell: ({ status }) => status, style: styleOf },
  { head: "TOKEN", cell: ({ id }) => id },
];

interface MineOptions {
  readonly all?: true;
}

export function addMine(tokens: Command, run: Run): void {
  tokens
    .command("mine")
    .description("list the tokens that belong to you, in all teams of the organization")
    .option("--all", "those that have ended too")
    .addHelpText(
      "after",
      examples(["keywright tokens mine"], ["keywright tokens mine --all --json | jq length"]),
    )
    .action(
      run(async (cli, { all }: MineOptions) => {
        const { api } = await cli.connect();
        const rows = await Array.fromAsync(api.listMyTokens.rows({ query: { all: all && "true" } }));
        await cli.out.list(rows, COLUMNS, "No token belongs to you here.");
      }),
    );
}
