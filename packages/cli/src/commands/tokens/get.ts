import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { type LevelOption, withLevel } from "../../level.ts";
import { relativeTime, timeWithDay } from "../../output/time.ts";
import { tokenId, tokensAt } from "./at.ts";
import { reachOfRole } from "./reach.ts";
import { endedText, narrowingText } from "./shown.ts";

export function addGet(tokens: Command, run: Run): void {
  withLevel(tokens.command("get <token>"))
    .description("show a token, by its name or id")
    .addHelpText("after", examples(["keywright tokens get github-main"]))
    .action(
      run(async (cli, options: LevelOption, given: string) => {
        const connection = await cli.connect();
        const at = tokensAt(connection, options);
        const token = await at.get(await tokenId(at, given));
        const reach = cli.options.json
          ? undefined
          : await reachOfRole(connection, options, token.role.roleId);
        const { lastUsedAt, expiresAt } = token;
        await cli.out.record(token, [
          ["Token", token.id],
          ["Name", token.name],
          ["Description", token.description],
          ["Status", token.status],
          ["Ended", endedText(token)],
          ["Role", token.role.roleId],
          ["Reaches", reach],
          ["Narrowed to", narrowingText(token)],
          ["Owner", token.memberId === undefined ? token.owner : `${token.owner} ${token.memberId}`],
          ["Exposure", token.exposure],
          ["Created by", token.creator.name],
          ["Derived from", token.derivedFrom?.name],
          ["Created", timeWithDay(token.createdAt)],
          ["Last used", lastUsedAt === null ? "never" : relativeTime(lastUsedAt)],
          ["Expires", expiresAt === null ? "never" : timeWithDay(expiresAt)],
        ]);
      }),
    );
}
