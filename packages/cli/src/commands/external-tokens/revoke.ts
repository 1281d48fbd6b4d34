import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { YES, type YesOption } from "../../writing.ts";
import { externalTokenId } from "./named.ts";

interface RevokeOptions extends YesOption {
  readonly forget?: true;
}

export function addRevoke(tokens: Command, run: Run): void {
  tokens
    .command("revoke <token>")
    .description("end an external token on its platform; this cannot be undone")
    .option("--forget", "do not ask the platform, which may go on accepting it: for platforms that are gone")
    .option(...YES)
    .addHelpText("after", examples(["keywright external-tokens revoke shop-flags"]))
    .action(
      run(async (cli, { forget, yes }: RevokeOptions, given: string) => {
        const connection = await cli.connect();
        const params = { ...connection.inTeam, externalTokenId: await externalTokenId(connection, given) };
        const consequence = forget
          ? `Forget ${given}. Its platform is not asked, and may go on accepting it.`
          : `Revoke ${given}. Its platform refuses whatever uses it. This cannot be undone.`;
        await cli.ask.confirm(consequence, forget ? "Forget" : "Revoke", yes);
        const progress = cli.words.progress("Asking the platform");
        const query = forget && ({ forget: "true" } as const);
        const asked = connection.api.revokeExternalToken({ params, ...(query && { query }) });
        const revoked = await asked.finally(() => progress.stop());
        cli.words.done(`${forget ? "Forgot" : "Revoked"} ${given}.`);
        await cli.out.result(revoked);
      }),
    );
}
