import type { Command } from "commander";
import { expiry, type Expiry, instantOf } from "../../arguments/expiry.ts";
import type { Run } from "../../cli.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { examples } from "../../help.ts";
import { type LevelOption, withLevel } from "../../level.ts";
import { orNothing, requireChange, WAIT, type WaitOption, write } from "../../writing.ts";
import { activeTokenId, tokensAt } from "./at.ts";
import { expiryWords } from "./shown.ts";

interface EditOptions extends LevelOption, WaitOption {
  readonly name?: string;
  readonly description?: string;
  readonly expires?: Expiry;
}

export function addEdit(tokens: Command, run: Run): void {
  withLevel(tokens.command("edit <token>"))
    .description("change a token's name or description, or let it expire earlier")
    .option("--name <name>", "what it is called")
    .option("--description <text>", "what it is for; empty for nothing")
    .option("--expires <time>", "when it ends, earlier than so far: 7d, or a day such as 2026-12-31", expiry)
    .option(...WAIT)
    .addHelpText(
      "after",
      examples(
        ["keywright tokens edit github-main --name github-release"],
        ["keywright tokens edit github-main --expires 7d"],
      ),
    )
    .action(
      run(async (cli, options: EditOptions, given: string) => {
        const { name, description, expires } = options;
        const expiresAt = expires && earlierExpiry(expires);
        const body = requireChange({ name, description: orNothing(description), expiresAt });
        const at = tokensAt(await cli.connect(), options);
        const id = await activeTokenId(at, given);
        const edited = await write(
          cli,
          options,
          (call) => at.edit(id, body, call),
          (token) => `Edited ${token.name} · ${expiryWords(token)}`,
        );
        await cli.out.result(edited);
      }),
    );
}

function earlierExpiry(given: Expiry): string {
  const instant = instantOf(given);
  if (instant !== null) return instant;
  throw new Failure(EXIT.usage, "A token can only be made to expire earlier.", [
    "Issue another one for more time.",
  ]);
}
