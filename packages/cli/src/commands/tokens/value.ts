import type { Command } from "commander";
import type { Cli, Run } from "../../cli.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { examples } from "../../help.ts";
import { type LevelOption, withLevel } from "../../level.ts";
import { activeTokenId, type Key, type Token, tokensAt } from "./at.ts";

export function addValue(tokens: Command, run: Run): void {
  withLevel(tokens.command("value <token>"))
    .description("print the value of a publishable token, alone; that of a secret one is kept nowhere")
    .addHelpText("after", examples(["keywright tokens value shop-page"]))
    .action(
      run(async (cli, options: LevelOption, given: string) => {
        const at = tokensAt(await cli.connect(), options);
        const key = newestShown(await at.keys(await activeTokenId(at, given)));
        if (key === undefined) throw noValue(given);
        await cli.out.text(key.token, key);
      }),
    );
}

/** Those of publishable tokens carry their value. */
function newestShown(keys: readonly Key[]): (Key & { readonly token: string }) | undefined {
  const shown = keys.flatMap(({ token, ...key }) =>
    token !== undefined && key.active ? [{ ...key, token }] : [],
  );
  return shown.toSorted((a, b) => Date.parse(b.issuedAt) - Date.parse(a.issuedAt))[0];
}

function noValue(given: string): Failure {
  return new Failure(EXIT.notFound, `The value of ${given} is a secret, and kept nowhere.`, [
    `A new one, in place of those that there are: keywright tokens rotate ${given}`,
  ]);
}

/** Alone on standard output, so that it can go straight to where it is needed. */
export async function showValue(
  cli: Cli,
  issued: { readonly token: string },
  { id, exposure }: Pick<Token, "id" | "exposure">,
): Promise<void> {
  await cli.out.text(issued.token, issued);
  cli.words.note(
    exposure === "publishable"
      ? `It can be shown again: keywright tokens value ${id}`
      : "It will not be shown again.",
  );
}
