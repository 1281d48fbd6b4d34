import type { Command } from "commander";
import type { AddCommand, Run } from "../cli.ts";
import { examples } from "../help.ts";
import { type LevelOption, withLevel } from "../level.ts";
import { relativeTime } from "../output/time.ts";
import { WAIT, type WaitOption, write, YES, type YesOption } from "../writing.ts";
import { activeTokenId, tokenId, tokensAt } from "./tokens/at.ts";

export const addKeys: AddCommand = (program, run) => {
  const keys = program.command("keys").description("keys of a token (a new one: tokens rotate)");
  addList(keys, run);
  addDelete(keys, run);
};

function addList(keys: Command, run: Run): void {
  withLevel(keys.command("list <token>"))
    .description("list the keys of a token")
    .addHelpText("after", examples(["keywright keys list github-main"]))
    .action(
      run(async (cli, options: LevelOption, given: string) => {
        const at = tokensAt(await cli.connect(), options);
        await cli.out.list(
          await at.keys(await tokenId(at, given)),
          [
            { head: "KEY", cell: ({ id }) => id, style: () => "bold" },
            { head: "ISSUED", cell: ({ issuedAt }) => relativeTime(issuedAt) },
            {
              head: "LAST USED",
              cell: ({ lastUsedAt }) => (lastUsedAt === null ? "never" : relativeTime(lastUsedAt)),
            },
            {
              head: "ENDS",
              cell: ({ expiresAt }) => (expiresAt === null ? "never" : relativeTime(expiresAt)),
            },
            {
              head: "STATUS",
              cell: ({ active }) => (active ? "active" : "ended"),
              style: ({ active }) => (active ? "green" : "dim"),
            },
          ],
          "No keys.",
        );
      }),
    );
}

interface DeleteOptions extends LevelOption, WaitOption, YesOption {}

function addDelete(keys: Command, run: Run): void {
  withLevel(keys.command("delete <token> <key>"))
    .description("delete one key of a token")
    .option(...WAIT)
    .option(...YES)
    .addHelpText("after", examples(["keywright keys delete github-main key_01m80y… --wait"]))
    .action(
      run(async (cli, options: DeleteOptions, given: string, keyId: string) => {
        const at = tokensAt(await cli.connect(), options);
        const id = await activeTokenId(at, given);
        const consequence = `Delete key ${keyId} of ${given}. It stops working everywhere within a second.`;
        await cli.ask.confirm(`${consequence} This cannot be undone.`, "Delete", options.yes);
        const deleted = await write(
          cli,
          options,
          (call) => at.deleteKey(id, keyId, call),
          () => `Deleted key ${keyId}`,
        );
        await cli.out.result(deleted);
      }),
    );
}
