import type { Api, DataOf } from "@keywright/contract";
import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { type LevelOption, withLevel } from "../../level.ts";
import type { Column } from "../../output/table.ts";
import { dayOf } from "../../output/time.ts";
import { membersAt } from "./at.ts";
import { addressOf, memberId, statusOf } from "./shown.ts";

const COLUMNS: readonly Column<DataOf<Api["listMembers"]>>[] = [
  { head: "E-MAIL", cell: addressOf, style: () => "bold" },
  { head: "NAME", cell: ({ name }) => name },
  { head: "ROLES", cell: ({ roles }) => roles.join(", ") },
  { head: "STATUS", cell: statusOf },
  { head: "MEMBER", cell: ({ id }) => id },
];

export function addList(members: Command, run: Run): void {
  withLevel(members.command("list"))
    .description("list members and who is invited")
    .addHelpText("after", examples(["keywright members list"], ["keywright members list --org-level"]))
    .action(
      run(async (cli, options: LevelOption) => {
        const rows = await membersAt(await cli.connect(), options).list();
        await cli.out.list(rows, COLUMNS, "Nobody yet: keywright members invite <e-mail address>");
      }),
    );
}

export function addGet(members: Command, run: Run): void {
  withLevel(members.command("get <member>"))
    .description("show a member, named by e-mail address, name or id")
    .addHelpText("after", examples(["keywright members get anna@example.com"]))
    .action(
      run(async (cli, options: LevelOption, given: string) => {
        const at = membersAt(await cli.connect(), options);
        const member = await at.get(await memberId(given, at.list));
        await cli.out.record(member, [
          ["Member", member.id],
          ["E-mail", addressOf(member)],
          ["Name", member.name],
          ["Status", statusOf(member)],
          ["Roles", member.roles.join(", ")],
          ["Invited", dayOf(member.invitedAt)],
          ["Joined", member.joinedAt && dayOf(member.joinedAt)],
        ]);
      }),
    );
}
