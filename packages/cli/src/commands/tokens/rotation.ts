import type { Api, DataOf } from "@keywright/contract";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { lifetimeSeconds } from "../../arguments/lifetime.ts";
import type { Cli, Run } from "../../cli.ts";
import { EXIT } from "../../exit-codes.ts";
import { examples } from "../../help.ts";
import { timeWithDay } from "../../output/time.ts";
import { counted, YES, type YesOption } from "../../writing.ts";
import { activeTokenId, tokenId, tokensAt } from "./at.ts";

type Rotation = DataOf<Api["getTokenRotation"]>;

const DAY_SECONDS = 24 * 3600;

/** Only a team's tokens: they are what a team's syncs deliver. */
export function addRotation(tokens: Command, run: Run): void {
  const rotation = tokens
    .command("rotation")
    .description("rotate a token on schedule, with its syncs delivering the new keys");
  for (const add of [addShow, addSet, addStart, addOff]) add(rotation, run);
}

function addShow(rotation: Command, run: Run): void {
  rotation
    .command("show <token>")
    .description("show whether a token rotates by itself, and how its rotation stands")
    .addHelpText("after", examples(["keywright tokens rotation show web-client"]))
    .action(
      run(async (cli, _options: object, given: string) => {
        const connection = await cli.connect();
        const id = await tokenId(tokensAt(connection, {}), given);
        const shown = await connection.api.getTokenRotation({
          params: { ...connection.inTeam, tokenId: id },
        });
        await cli.out.record(shown, [
          ["Token", id],
          ["Rotation", shown.state],
          ["Every", shown.everyDays === null ? undefined : counted(shown.everyDays, "day")],
          ["Now", shown.message],
          ["New key", shown.newKeyId],
          ["Next", when(shown.nextAt)],
          ["Started", when(shown.startedAt)],
          [
            "Old keys end",
            shown.overlapEndsAt === null ? undefined : `${when(shown.overlapEndsAt)} at the latest`,
          ],
          ["Last completed", when(shown.lastCompletedAt)],
        ]);
      }),
    );
}

interface SetOptions {
  readonly every: number;
  readonly overlap?: number;
  readonly quietFor?: number;
}

function addSet(rotation: Command, run: Run): void {
  rotation
    .command("set <token>")
    .description("let a token rotate by itself")
    .requiredOption("--every <time>", "how often, in whole days: 30d, 12w", wholeDays)
    .option("--overlap <time>", "how long the old keys work at most beside a delivered new one", someSeconds)
    .option("--quiet-for <time>", "how long nobody must have used the old keys before they end", someSeconds)
    .addHelpText(
      "after",
      examples(
        ["keywright tokens rotation set web-client --every 30d"],
        ["keywright tokens rotation set nightly --every 90d --quiet-for 2d", "used once a day"],
      ),
    )
    .action(
      run(async (cli, { every, overlap, quietFor }: SetOptions, given: string) => {
        const { api, params } = await ofToken(cli, given);
        const body = { everyDays: every, overlapSeconds: overlap, quietSeconds: quietFor };
        const set = await api.setTokenRotation({ params, body });
        const next = set.nextAt === null ? "" : ` · next ${timeWithDay(set.nextAt)}`;
        cli.words.done(`${given} rotates every ${counted(every, "day")}${next}.`);
        await cli.out.result(set);
      }),
    );
}

function addStart(rotation: Command, run: Run): void {
  rotation
    .command("start <token>")
    .description("rotate now, or go on with a rotation that stopped")
    .addHelpText("after", examples(["keywright tokens rotation start web-client"]))
    .action(
      run(async (cli, _options: object, given: string) => {
        const { api, params } = await ofToken(cli, given);
        const started = await api.startTokenRotation({ params });
        tellStart(cli, given, started);
        await cli.out.result(started);
      }),
    );
}

function tellStart(cli: Cli, given: string, { state, message, newKeyId }: Rotation): void {
  if (state !== "stopped") return cli.words.done(`${given} gets the key ${newKeyId}. ${message}`);
  cli.words.fail(`The rotation of ${given} stopped. ${message}`);
  cli.endWith(EXIT.no);
}

function addOff(rotation: Command, run: Run): void {
  rotation
    .command("off <token>")
    .description("let a token rotate by itself no longer")
    .option(...YES)
    .addHelpText("after", examples(["keywright tokens rotation off web-client"]))
    .action(
      run(async (cli, { yes }: YesOption, given: string) => {
        const { api, params } = await ofToken(cli, given);
        const consequence = `${given} rotates by itself no longer. The keys that it has stay.`;
        await cli.ask.confirm(consequence, "Switch off", yes);
        const off = await api.deleteTokenRotation({ params });
        cli.words.done(consequence);
        await cli.out.result(off);
      }),
    );
}

async function ofToken(cli: Cli, given: string) {
  const connection = await cli.connect();
  const id = await activeTokenId(tokensAt(connection, {}), given);
  return { api: connection.api, params: { ...connection.inTeam, tokenId: id } };
}

function when(instant: string | null): string | undefined {
  return instant === null ? undefined : timeWithDay(instant);
}

function someSeconds(text: string): number {
  const seconds = lifetimeSeconds(text);
  if (seconds !== null) return seconds;
  throw new InvalidArgumentError("Give a time such as 7d, 12h or 15m.");
}

function wholeDays(text: string): number {
  const seconds = someSeconds(text);
  if (seconds % DAY_SECONDS === 0) return seconds / DAY_SECONDS;
  throw new InvalidArgumentError("Give whole days, such as 30d or 12w.");
}
