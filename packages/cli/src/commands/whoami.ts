import type { AddCommand, Cli } from "../cli.ts";
import type { Connection } from "../connection.ts";
import { examples } from "../help.ts";
import { restrictionText } from "../output/restriction.ts";
import { timeWithDay } from "../output/time.ts";
import { narrowingText } from "./tokens/shown.ts";

type Me = Awaited<ReturnType<Connection["api"]["getMe"]>>;

export const addWhoami: AddCommand = (program, run) => {
  program
    .command("whoami")
    .description("show who you are here, and what you may do")
    .addHelpText("after", examples(["keywright whoami"], ["keywright whoami --json | jq .authority"]))
    .action(run(whoami));
};

async function whoami(cli: Cli): Promise<void> {
  const { api, url, context } = await cli.connect();
  const me = await api.getMe();
  const { principal, role, authority } = me;
  await cli.out.record(me, [
    ["Server", url],
    ["Organization", principal.org],
    ["Team", principal.team],
    ["Token", principal.name],
    ["Token id", principal.tokenId],
    ["Exposure", principal.exposure],
    ["Role", role?.id],
    ["Expires", principal.expiresAt === null ? "never" : timeWithDay(principal.expiresAt)],
    ["May", `${authority.permissions.length} permissions`],
    ["Reaches", reach(authority)],
    ["Narrowed to", narrowingText(authority)],
    ["Context", context?.name],
  ]);
}

/** Nothing when it is everything. */
function reach({ restrictions }: Me["authority"]): string | undefined {
  return restrictions
    ?.map(({ teamId, restrictions }) =>
      restrictions.enabled ? `team ${teamId} (${restrictionText(restrictions)})` : `team ${teamId}`,
    )
    .join(", ");
}
