import type { Command } from "commander";
import { expiry, type Expiry, instantOf } from "../../arguments/expiry.ts";
import type { Cli, Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { type LevelOption, withLevel } from "../../level.ts";
import { relativeTime } from "../../output/time.ts";
import { counted, WAIT, type WaitOption, write, YES, type YesOption } from "../../writing.ts";
import { activeTokenId, tokensAt } from "./at.ts";
import { showValue } from "./value.ts";

interface RotateOptions extends LevelOption, WaitOption, YesOption {
  readonly overlap?: Expiry;
}

export function addRotate(tokens: Command, run: Run): void {
  withLevel(tokens.command("rotate <token>"))
    .description("issue a new key of a token and end the others; its value is printed once, alone")
    .option("--overlap <time>", "how long the other keys still work: 1h, 7d, or never to leave them", expiry)
    .option(...WAIT)
    .option(...YES)
    .addHelpText(
      "after",
      examples(
        ["keywright tokens rotate github-main --overlap 1h"],
        ["keywright tokens rotate github-main --yes --wait --output ./token"],
      ),
    )
    .action(run(rotate));
}

async function rotate(cli: Cli, options: RotateOptions, given: string): Promise<void> {
  const { overlap, yes } = options;
  const at = tokensAt(await cli.connect(), options);
  const id = await activeTokenId(at, given);
  // With an overlap nothing stops working now: there is time to change one's mind.
  if (!overlap) {
    const keys = (await at.keys(id)).filter(({ active }) => active);
    await cli.ask.confirm(`Rotate ${given}. ${stop(keys.length)}`, "Rotate", yes);
  }
  const otherKeysExpiresAt = overlap && instantOf(overlap);
  const rotated = await write(
    cli,
    options,
    (call) => at.rotate(id, { otherKeysExpiresAt }, call),
    ({ key }) => `Rotated ${given} to key ${key.id}, ${others(otherKeysExpiresAt)}`,
  );
  // Whoever may not see the token is not shown its value again either.
  const { exposure } = await at.get(id).catch(() => ({ exposure: "secret" as const }));
  await showValue(cli, rotated, { id, exposure });
}

function stop(keys: number): string {
  return `Its ${counted(keys, "key")} ${keys === 1 ? "stops" : "stop"} working everywhere within a second.`;
}

function others(endAt: string | null | undefined): string {
  if (endAt === undefined) return "the other keys have ended";
  return endAt === null ? "the other keys stay" : `the other keys end ${relativeTime(endAt)}`;
}
