import { Argument, type Command, Option } from "commander";
import type { Cli, Run } from "../../cli.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { examples } from "../../help.ts";
import { YES, type YesOption } from "../../writing.ts";
import { CHANGE_COLUMNS, changesOf } from "./changes.ts";
import { syncParams } from "./named.ts";
import { countsText, type SyncRun } from "./shown.ts";
import { ended } from "./ended.ts";

type Kind = SyncRun["kind"];

interface RunOptions extends YesOption {
  readonly prefer?: "source" | "destination";
  readonly wait?: true;
}

const DONE = { sync: "Synced", import: "Imported over", remove: "Removed what was delivered by" } as const;

export function addRun(syncs: Command, run: Run): void {
  syncs
    .command("run <sync>")
    .description("sync now, import from the destination, or remove there what was delivered")
    .addArgument(new Argument("[kind]", "what to do").choices(["sync", "import", "remove"]).default("sync"))
    .addOption(
      new Option("--prefer <which>", "of an import: whose value is taken where both have one").choices([
        "source",
        "destination",
      ]),
    )
    .option("--wait", "wait until it has ended, and say which variables it changed")
    .option(...YES)
    .addHelpText(
      "after",
      examples(
        ["keywright syncs run web-shop-prod --wait"],
        ["keywright syncs run web-shop-prod import --prefer source --wait"],
        ["keywright syncs run web-shop-prod remove --wait --yes"],
      ),
    )
    .addHelpText("after", "\nWith --wait the exit code is 10 when the run has failed.")
    .action(run(runSync));
}

async function runSync(cli: Cli, options: RunOptions, given: string, kind: Kind): Promise<void> {
  const { prefer, wait, yes } = options;
  if ((kind === "import") !== (prefer !== undefined)) {
    throw new Failure(EXIT.usage, "An import, and an import alone, says whose values it prefers: --prefer.");
  }
  const connection = await cli.connect();
  const params = await syncParams(connection, given);
  const consequence = consequenceOf(given, kind, prefer);
  if (consequence) await cli.ask.confirm(consequence, kind === "remove" ? "Remove" : "Import", yes);
  const started = await connection.api.startSyncRun({ params, body: { kind, prefer } });
  if (wait) return tell(cli, given, await ended(cli, connection, params, started));
  cli.words.done(`Asked for it: ${started.id} is ${started.status}.`);
  cli.words.note(`What came of it: keywright syncs history ${given}`);
  await cli.out.result(started);
}

/** Of what cannot be undone. */
function consequenceOf(given: string, kind: Kind, prefer: RunOptions["prefer"]): string | undefined {
  if (kind === "remove") return `Remove at the destination what ${given} has delivered there.`;
  if (prefer !== "destination") return undefined;
  return `Import over ${given}. Where both have a value, that of the secret group is gone for good.`;
}

async function tell(cli: Cli, given: string, run: SyncRun): Promise<void> {
  const changes = changesOf(run);
  if (cli.options.json) await cli.out.result(run);
  else await cli.out.list(changes, CHANGE_COLUMNS, "No variable was changed.");
  if (run.status === "failed") {
    const sentence = `The run failed: ${run.message ?? run.code ?? "no reason is known"}`;
    const unsure = changes.length > 0 ? ["Of these variables some may have been written."] : [];
    cli.words.fail(sentence, [...unsure, `Run ${run.id} of ${given}.`]);
    return cli.endWith(EXIT.no);
  }
  cli.words.done(`${DONE[run.kind]} ${given}: ${countsText(run)}.`);
  if (run.overwritten.length > 0) {
    cli.words.warn(`Others had changed, and this run wrote over: ${run.overwritten.join(", ")}.`);
  }
}
