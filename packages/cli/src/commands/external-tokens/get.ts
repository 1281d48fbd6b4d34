import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { relativeTime, timeWithDay } from "../../output/time.ts";
import { expiryOf } from "../tokens/shown.ts";
import { externalTokenId } from "./named.ts";
import type { ExternalToken } from "./shown.ts";

export function addGet(tokens: Command, run: Run): void {
  tokens
    .command("get <token>")
    .description("show an external token, and what its platform accepts of it")
    .addHelpText("after", examples(["keywright external-tokens get shop-flags"]))
    .action(
      run(async (cli, _options: object, given: string) => {
        const connection = await cli.connect();
        const params = { ...connection.inTeam, externalTokenId: await externalTokenId(connection, given) };
        const token = await connection.api.getExternalToken({ params });
        await cli.out.record(token, [
          ["Name", token.name],
          ["Description", token.description],
          ["External token", token.id],
          ["App", token.app],
          ["What", token.summary],
          ["Through", token.connection?.name],
          ["Project", token.projectId],
          ["Status", token.status],
          ["Because", token.message],
          ...token.keys.map((key) => ["Key", keyText(key)] as const),
          ["Expires", expiryOf(token)],
          ["Created", `${timeWithDay(token.createdAt)} by ${token.creator.name}`],
        ]);
      }),
    );
}

function keyText({ id, state, issuedAt, endsAt }: ExternalToken["keys"][number]): string {
  const end = endsAt === undefined ? "" : `, to end ${relativeTime(endsAt)}`;
  return `${id} ${state}, issued ${relativeTime(issuedAt)}${end}`;
}
