import type { Command } from "commander";
import { expiry, type Expiry } from "../../arguments/expiry.ts";
import type { Cli, Run } from "../../cli.ts";
import { EXIT } from "../../exit-codes.ts";
import { Failure } from "../../failure.ts";
import { examples } from "../../help.ts";
import { YES, type YesOption } from "../../writing.ts";
import { showValue } from "./issue.ts";
import { externalTokenId } from "./named.ts";

interface RotateOptions extends YesOption {
  readonly overlap?: Expiry;
  readonly expires?: Expiry;
}

export function addRotate(tokens: Command, run: Run): void {
  tokens
    .command("rotate <token>")
    .description("make a new key on the platform, deliver it, then end the old one there")
    .option("--overlap <time>", "how long the old key is left at least, such as 1h or 7d", expiry)
    .option("--expires <time>", "of the new key; left out: it lives as long as the old one was to", expiry)
    .option(...YES)
    .addHelpText(
      "after",
      examples(
        ["keywright external-tokens rotate shop-flags --overlap 1h"],
        ["keywright external-tokens rotate shop-flags --yes --output ./token"],
      ),
    )
    .action(run(rotate));
}

async function rotate(cli: Cli, { overlap, expires, yes }: RotateOptions, given: string): Promise<void> {
  if (overlap && !("lifetimeSeconds" in overlap)) {
    throw new Failure(EXIT.usage, "How long the old key is left is a time, such as 7d.");
  }
  const connection = await cli.connect();
  const params = { ...connection.inTeam, externalTokenId: await externalTokenId(connection, given) };
  // With an overlap nothing stops working now: there is time to change one's mind.
  if (!overlap) {
    const consequence = `Rotate ${given}. Its old key ends as soon as syncs have delivered the new one.`;
    await cli.ask.confirm(consequence, "Rotate", yes);
  }
  const body = { ...expires, ...(overlap && { keepOldSeconds: overlap.lifetimeSeconds }) };
  const progress = cli.words.progress("Asking the platform");
  const asked = connection.api.rotateExternalToken({ params, body });
  const rotated = await asked.finally(() => progress.stop());
  cli.words.done(`Rotated ${given} to key ${rotated.key.id}; the old one ends by itself.`);
  await showValue(cli, rotated);
}
