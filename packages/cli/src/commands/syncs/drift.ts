import type { Api, DataOf } from "@keywright/contract";
import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { EXIT } from "../../exit-codes.ts";
import { examples } from "../../help.ts";
import type { Column } from "../../output/table.ts";
import { type Change, CHANGE_COLUMNS, changesOf } from "./changes.ts";
import { syncParams } from "./named.ts";
import { countsText } from "./shown.ts";

type Drift = DataOf<Api["getSyncDrift"]>;

export function addDrift(syncs: Command, run: Run): void {
  syncs
    .command("drift <sync>")
    .description("show what the next sync would change at the destination, and what others changed there")
    .addHelpText("after", examples(["keywright syncs drift web-shop-prod"]))
    .addHelpText(
      "after",
      "\n+ would be created, ~ updated, - deleted; names, and never values.\n" +
        "The exit code is 10 when the next sync would change anything.",
    )
    .action(
      run(async (cli, _options: object, given: string) => {
        const connection = await cli.connect();
        const drift = await connection.api.getSyncDrift({ params: await syncParams(connection, given) });
        if (cli.options.json) await cli.out.result(drift);
        else await cli.out.list(rowsOf(drift), COLUMNS, "Nothing differs.");
        if (!drift.seesValues) {
          cli.words.warn("The platform does not show values: that one was changed there cannot be seen.");
        }
        if (changesOf(drift.next).length === 0) {
          return cli.words.done("The destination has what the source has.");
        }
        cli.words.warn(`The next sync would change it: ${countsText(drift.next)}.`);
        cli.endWith(EXIT.no);
      }),
    );
}

interface Row extends Change {
  readonly there: keyof Drift["there"] | undefined;
}

const COLUMNS: readonly Column<Row>[] = [
  ...CHANGE_COLUMNS,
  { head: "THERE", cell: ({ there }) => there && `${there} by others` },
];

/** What the next sync would change, and what it would leave although others have changed it. */
function rowsOf({ there, next }: Drift): readonly Row[] {
  const others = new Map(
    (["added", "changed", "removed"] as const).flatMap((what) =>
      there[what].map((name) => [name, what] as const),
    ),
  );
  const changes = changesOf(next);
  const changed = new Set(changes.map(({ variable }) => variable));
  const left = [...others.keys()].filter((name) => !changed.has(name)).toSorted();
  const rows = [...changes, ...left.map((variable) => ({ sign: "", variable }) as const)];
  return rows.map((row) => ({ ...row, there: others.get(row.variable) }));
}
