import { type Command, Option } from "commander";
import type { Run } from "../../cli.ts";
import type { Connection } from "../../connection.ts";
import { examples } from "../../help.ts";
import type { Column } from "../../output/table.ts";
import { relativeTime } from "../../output/time.ts";
import { connectionId } from "../connections/named.ts";
import { externalTokenId } from "../external-tokens/named.ts";
import { projectId } from "../projects.ts";
import { tokenId, tokensAt } from "../tokens/at.ts";
import { lastRun, runStyle, type Sync, sourceText } from "./shown.ts";
import { groupFrom } from "./source.ts";

const COLUMNS: readonly Column<Sync>[] = [
  { head: "NAME", cell: ({ name }) => name, style: () => "bold" },
  { head: "SOURCE", cell: sourceText },
  { head: "TO", cell: ({ connection }) => connection.name },
  { head: "LAST RUN", cell: (sync) => lastRun(sync)?.status, style: styleOf },
  {
    head: "LAST SYNCED",
    cell: ({ lastSyncedAt }) => (lastSyncedAt === null ? "never" : relativeTime(lastSyncedAt)),
  },
  { head: "SYNC", cell: ({ id }) => id },
];

interface ListOptions {
  readonly to?: string;
  readonly project?: string;
  readonly fromGroup?: string;
  readonly fromToken?: string;
  readonly fromExternal?: string;
  readonly status?: "pending" | "running" | "succeeded" | "failed";
}

export function addList(syncs: Command, run: Run): void {
  syncs
    .command("list")
    .description("list the team's syncs, and how each last ended")
    .option("--to <connection>", "over this connection")
    .option("--project <project>", "of this project")
    .option("--from-group <project/group>", "of this secret group")
    .option("--from-token <token>", "of this token")
    .option("--from-external <token>", "of this token issued elsewhere")
    .addOption(
      new Option("--status <status>", "whose last run is so").choices([
        "pending",
        "running",
        "succeeded",
        "failed",
      ]),
    )
    .addHelpText(
      "after",
      examples(
        ["keywright syncs list --status failed"],
        ["keywright syncs list --from-group web-shop/database"],
      ),
    )
    .action(
      run(async (cli, options: ListOptions) => {
        const connection = await cli.connect();
        const query = await queryFrom(connection, options);
        const { api, inTeam } = connection;
        const rows = await Array.fromAsync(api.listSyncs.rows({ params: inTeam, query }));
        await cli.out.list(rows, COLUMNS, "No syncs here. See: keywright syncs create --help");
      }),
    );
}

async function queryFrom(connection: Connection, options: ListOptions) {
  const { to, project, fromGroup, fromToken, fromExternal, status } = options;
  return {
    connectionId: to && (await connectionId(connection, to)),
    projectId: project && (await projectId(connection, project)),
    ...(fromGroup !== undefined && (await groupFrom(connection, fromGroup))),
    tokenId: fromToken && (await tokenId(tokensAt(connection, {}), fromToken)),
    externalTokenId: fromExternal && (await externalTokenId(connection, fromExternal)),
    status,
  };
}

function styleOf(sync: Sync) {
  const last = lastRun(sync);
  return last && runStyle(last);
}
