import type { Command } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import type { Column } from "../../output/table.ts";
import { relativeTime, timeWithDay } from "../../output/time.ts";
import { narrowingText } from "../tokens/shown.ts";
import { claimsText, type TrustRule, trustRuleId } from "./rule.ts";

const COLUMNS: readonly Column<TrustRule>[] = [
  { head: "NAME", cell: ({ name }) => name, style: () => "bold" },
  { head: "ISSUER", cell: ({ issuer }) => issuer },
  { head: "CLAIMS", cell: claimsText },
  { head: "ROLE", cell: ({ roleId }) => roleId },
  { head: "LAST USED", cell: ({ lastUsedAt }) => (lastUsedAt === null ? "never" : relativeTime(lastUsedAt)) },
  { head: "TRUST RULE", cell: ({ id }) => id },
];

export function addList(rules: Command, run: Run): void {
  rules
    .command("list")
    .description("list the trust rules of the team")
    .addHelpText("after", examples(["keywright trust-rules list"]))
    .action(
      run(async (cli) => {
        const { api, inTeam } = await cli.connect();
        const rows = await Array.fromAsync(api.listTrustRules.rows({ params: inTeam }));
        await cli.out.list(rows, COLUMNS, "No trust rules yet. See: keywright trust-rules create --help");
      }),
    );
}

export function addGet(rules: Command, run: Run): void {
  rules
    .command("get <rule>")
    .description("show a trust rule, by its name or id")
    .addHelpText("after", examples(["keywright trust-rules get github-main"]))
    .action(
      run(async (cli, _options: object, given: string) => {
        const connection = await cli.connect();
        const { api, inTeam } = connection;
        const params = { ...inTeam, trustRuleId: await trustRuleId(connection, given) };
        const rule = await api.getTrustRule({ params });
        const { lastUsedAt } = rule;
        await cli.out.record(rule, [
          ["Trust rule", rule.id],
          ["Name", rule.name],
          ["Description", rule.description],
          ["Issuer", rule.issuer],
          ["Audience", rule.audience],
          ["Claims", claimsText(rule)],
          ["Role", rule.roleId],
          ["Narrowed to", narrowingText(rule)],
          ["Tokens live", `${rule.lifetimeSeconds} s`],
          ["Created", timeWithDay(rule.createdAt)],
          ["Created by", rule.creator.name],
          ["Last used", lastUsedAt === null ? "never" : relativeTime(lastUsedAt)],
        ]);
        for (const advice of rule.advice) cli.words.warn(advice);
      }),
    );
}
