import type { Command } from "commander";
import { positive } from "../../arguments/positive.ts";
import type { Cli, Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import type { Column } from "../../output/table.ts";
import { relativeTime } from "../../output/time.ts";
import { type Event, eventPages, type Filters, queryFrom, withFilters } from "./filters.ts";
import { follow } from "./follow.ts";

const COLUMNS: readonly Column<Event>[] = [
  { head: "WHEN", cell: ({ at }) => relativeTime(at) },
  { head: "WHO", cell: ({ actor }) => actor.name },
  { head: "ACTION", cell: ({ action }) => action, style: () => "bold" },
  { head: "TARGET", cell: ({ target }) => target.name },
  { head: "TEAM", cell: ({ teamId }) => teamId },
  { head: "FROM", cell: ({ ip, origin }) => ip ?? origin },
  { head: "EVENT", cell: ({ id }) => id },
];

const USUAL_LIMIT = 50;
const PAGE_MAX = 100;

interface ListOptions extends Filters {
  readonly limit: number;
  readonly follow?: true;
}

export function addList(audit: Command, run: Run): void {
  withFilters(audit.command("list"))
    .description("list audit events, the newest first")
    .option("--limit <count>", "at most so many", positive, USUAL_LIMIT)
    .option("--follow", "print what happens from now on, as it happens, until Ctrl-C")
    .addHelpText(
      "after",
      examples(
        ["keywright audit list --action token.* --after 24h"],
        ["keywright audit list --target ci-deploy --json"],
        ["keywright audit list --org-level --limit 200"],
        ["keywright audit list --follow --action token.*"],
      ),
    )
    .action(
      run(async (cli: Cli, options: ListOptions) => {
        if (options.follow) return follow(cli, options);
        const rows = await firstEvents(await cli.connect(), options);
        await cli.out.list(rows, COLUMNS, "Nothing of this kind has happened.");
      }),
    );
}

async function firstEvents(connection: Awaited<ReturnType<Cli["connect"]>>, options: ListOptions) {
  const { limit } = options;
  const query = { ...queryFrom(options), per_page: Math.min(limit, PAGE_MAX) };
  const events: Event[] = [];
  for await (const page of eventPages(connection, options, query)) {
    events.push(...page.auditEvents);
    if (events.length >= limit) break;
  }
  return events.slice(0, limit);
}
