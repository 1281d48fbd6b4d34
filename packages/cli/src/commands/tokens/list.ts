import { type Command, Option } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { type LevelOption, withLevel } from "../../level.ts";
import type { Column } from "../../output/table.ts";
import { relativeTime } from "../../output/time.ts";
import { type Token, tokensAt } from "./at.ts";
import { expiryOf, narrowingText, styleOf } from "./shown.ts";

const COLUMNS: readonly Column<Token>[] = [
  { head: "NAME", cell: ({ name }) => name, style: () => "bold" },
  { head: "ROLE", cell: ({ role }) => role.roleId },
  { head: "NARROWED TO", cell: narrowingText },
  { head: "EXPOSURE", cell: ({ exposure }) => exposure },
  { head: "OWNER", cell: ({ owner }) => owner },
  { head: "CREATED BY", cell: ({ creator }) => creator.name },
  { head: "LAST USED", cell: ({ lastUsedAt }) => (lastUsedAt === null ? "never" : relativeTime(lastUsedAt)) },
  { head: "EXPIRES", cell: expiryOf },
  { head: "STATUS", cell: ({ status }) => status, style: styleOf },
  { head: "TOKEN", cell: ({ id }) => id },
];

interface ListOptions extends LevelOption {
  readonly all?: true;
  readonly status?: "active" | "expiring" | "expired" | "revoked";
  readonly role?: string;
  readonly owner?: "member" | "team";
  readonly exposure?: "secret" | "publishable";
  readonly unused?: true;
  readonly search?: string;
}

export function addList(tokens: Command, run: Run): void {
  withLevel(tokens.command("list"))
    .description("list tokens; the active ones, unless told otherwise")
    .option("--all", "those that have ended too")
    .addOption(
      new Option("--status <status>", "only these").choices(["active", "expiring", "expired", "revoked"]),
    )
    .option("--role <role>", "of this role")
    .addOption(new Option("--owner <owner>", "of this kind of owner").choices(["member", "team"]))
    .addOption(new Option("--exposure <exposure>", "of this exposure").choices(["secret", "publishable"]))
    .option("--unused", "not used for a long time")
    .option("--search <text>", "with this in the name or description")
    .addHelpText(
      "after",
      examples(
        ["keywright tokens list"],
        ["keywright tokens list --status expiring"],
        ["keywright tokens list --exposure publishable --all"],
        ["keywright tokens list --unused --json | jq -r '.[].id'"],
      ),
    )
    .action(
      run(async (cli, options: ListOptions) => {
        const { all, status, role, owner, exposure, unused, search } = options;
        const rows = await tokensAt(await cli.connect(), options).list({
          all,
          unused,
          status,
          roleId: role,
          owner,
          exposure,
          search,
        });
        await cli.out.list(
          rows,
          COLUMNS,
          "No tokens here: keywright tokens issue --role <role> --name <name>",
        );
      }),
    );
}
