import type { Command } from "commander";
import type { AddCommand, Run } from "../cli.ts";
import { named } from "../context/chosen.ts";
import { type Context, withoutContext } from "../context/contexts.ts";
import { readContexts, writeContexts } from "../context/contexts-file.ts";
import { examples } from "../help.ts";
import { forget } from "../login/forget.ts";
import type { Column } from "../output/table.ts";

export const addContext: AddCommand = (program, run) => {
  const context = program.command("context").description("servers and teams that you are logged in to");
  addList(context, run);
  addUse(context, run);
  addRemove(context, run);
};

interface Row extends Context {
  readonly name: string;
  readonly current: boolean;
}

const COLUMNS: readonly Column<Row>[] = [
  { head: "", cell: ({ current }) => (current ? "●" : " "), style: () => "green" },
  { head: "CONTEXT", cell: ({ name }) => name, style: ({ current }) => (current ? "bold" : undefined) },
  { head: "ORGANIZATION", cell: ({ org }) => org },
  { head: "TEAM", cell: ({ team }) => team },
  { head: "SERVER", cell: ({ url }) => url },
  { head: "TOKEN IN", cell: ({ tokenIn }) => tokenIn },
];

function addList(context: Command, run: Run): void {
  context
    .command("list")
    .description("list the contexts; a dot marks the current one")
    .addHelpText("after", examples(["keywright context list"]))
    .action(
      run(async (cli) => {
        const { contexts, current } = await readContexts();
        const rows = Object.entries(contexts).map(([name, context]) => ({
          name,
          current: name === current,
          ...context,
        }));
        await cli.out.list(rows, COLUMNS, "No contexts yet: keywright login --url <url>");
      }),
    );
}

function addUse(context: Command, run: Run): void {
  context
    .command("use <context>")
    .description("make a context the current one, and with --team say where it acts")
    .addHelpText("after", examples(["keywright context use acme"], ["keywright context use acme --team web"]))
    .action(
      run(async (cli, _options: object, name: string) => {
        const { contexts } = await readContexts();
        const { name: _, ...context } = named(contexts, name);
        const { team = context.team } = cli.options;
        const used = { ...context, ...(team !== undefined && { team }) };
        await writeContexts({ current: name, contexts: { ...contexts, [name]: used } });
        cli.words.done(`Now using ${name}: ${context.url}${team === undefined ? "" : `, team ${team}`}`);
      }),
    );
}

function addRemove(context: Command, run: Run): void {
  context
    .command("remove <context>")
    .description("forget a context without revoking its token (to revoke it: logout)")
    .addHelpText("after", examples(["keywright context remove acme"]))
    .action(
      run(async (cli, _options: object, name: string) => {
        const contexts = await readContexts();
        const context = named(contexts.contexts, name);
        await writeContexts(withoutContext(contexts, name));
        await forget(context, { revoking: false, options: cli.options });
        cli.words.done(`Removed ${name}. Its token ${context.tokenId} was not revoked.`);
      }),
    );
}
