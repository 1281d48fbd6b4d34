import type { AddCommand, Cli } from "../cli.ts";
import type { Context } from "../context/contexts.ts";
import { withoutContext } from "../context/contexts.ts";
import { readContexts, writeContexts } from "../context/contexts-file.ts";
import { named } from "../context/chosen.ts";
import { EXIT } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { examples } from "../help.ts";
import { forget } from "../login/forget.ts";

interface LogoutOptions {
  readonly keep?: true;
}

export const addLogout: AddCommand = (program, run) => {
  program
    .command("logout")
    .description("revoke the token of the context, and forget it")
    .option("--keep", "do not revoke the token, only forget it on this machine")
    .addHelpText(
      "after",
      examples(
        ["keywright logout"],
        ["keywright logout --context acme --keep", "the token is used elsewhere"],
      ),
    )
    .action(
      run(async (cli, { keep }: LogoutOptions) => {
        const contexts = await readContexts();
        const name = cli.options.context ?? contexts.current;
        if (name === undefined) throw new Failure(EXIT.notLoggedIn, "You are not logged in.");
        const context = named(contexts.contexts, name);
        await cli.interruption.hold(async () => {
          await writeContexts(withoutContext(contexts, name));
          await forgetAndTell(cli, context, keep !== true);
        });
      }),
    );
};

async function forgetAndTell(
  { options, words }: Cli,
  context: Context & { readonly name: string },
  revoking: boolean,
): Promise<void> {
  try {
    await forget(context, { revoking, options });
  } catch (cause) {
    throw new Failure(
      EXIT.noAnswer,
      `Logged out of ${context.name} on this machine, but its token could not be revoked.`,
      [
        `Whoever has a copy of it can use it. Revoke ${context.tokenId} in the console of ${context.url},`,
        `or with another login: keywright tokens revoke ${context.tokenId}`,
      ],
      { cause },
    );
  }
  words.done(`Logged out of ${context.name}.${revoking ? " Its token is revoked." : ""}`);
}
