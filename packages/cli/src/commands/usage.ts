import type { Api, DataOf } from "@keywright/contract";
import { type Command, Option } from "commander";
import { pastInstant } from "../arguments/expiry.ts";
import type { AddCommand, Run } from "../cli.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { examples } from "../help.ts";
import { type LevelOption, withLevel } from "../level.ts";
import type { Column } from "../output/table.ts";
import { relativeTime } from "../output/time.ts";
import { tokenId, tokensAt } from "./tokens/at.ts";

type Usage = DataOf<Api["getTokenUsage"]>;

const COLUMNS: readonly Column<Usage["totals"][number]>[] = [
  { head: "PERMISSION", cell: ({ permission }) => permission, style: () => "bold" },
  { head: "PROJECT", cell: ({ project }) => project },
  {
    head: "VERDICT",
    cell: ({ verdict }) => verdict,
    style: ({ verdict }) => (verdict === "allowed" ? "green" : "red"),
  },
  { head: "CALLS", cell: ({ count }) => count, align: "right" },
  { head: "LAST", cell: ({ lastAt }) => relativeTime(lastAt) },
];

interface GetOptions extends LevelOption {
  readonly after?: string;
  readonly before?: string;
  readonly by: "hour" | "day";
}

export const addUsage: AddCommand = (program, run) => {
  addGet(
    program.command("usage").description("how often tokens were used, what for, and what was refused"),
    run,
  );
};

function addGet(usage: Command, run: Run): void {
  withLevel(usage.command("get [token]"))
    .description("show the use of a token, or of all tokens of the team")
    .option("--after <time>", "since then: 24h, 7d, or a day", pastInstant)
    .option("--before <time>", "until then", pastInstant)
    .addOption(
      new Option("--by <unit>", "for the buckets that --json has").choices(["hour", "day"]).default("hour"),
    )
    .addHelpText(
      "after",
      examples(["keywright usage get github-main"], ["keywright usage get --after 24h --json | jq .buckets"]),
    )
    .action(
      run(async (cli, options: GetOptions, given: string | undefined) => {
        const { after, before, by: groupBy, orgLevel } = options;
        const connection = await cli.connect();
        const { api, inTeam } = connection;
        const query = { after, before, groupBy };
        if (given === undefined && orgLevel) throw new Failure(EXIT.usage, "Say of which token.");
        const at = tokensAt(connection, options);
        const answer = await (given === undefined
          ? api.getTeamUsage({ params: inTeam, query })
          : at.usage(await tokenId(at, given), query));
        // The answer says more than its rows: for machines it stays whole.
        if (cli.options.json) return cli.out.result(answer);
        await cli.out.list(answer.totals, COLUMNS, "Not used in this time.");
        if (answer.truncated) cli.words.warn("There was more: the least frequent uses are missing.");
      }),
    );
}
