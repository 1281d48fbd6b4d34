import { type Command, Option } from "commander";
import type { Run } from "../../cli.ts";
import { examples } from "../../help.ts";
import { type Filters, queryFrom, refuseProject, withFilters } from "./filters.ts";

interface ExportOptions extends Filters {
  readonly format: "csv" | "jsonl";
}

export function addExport(audit: Command, run: Run): void {
  withFilters(audit.command("export"))
    .description("export audit events, all of them, the newest first")
    .addOption(new Option("--format <format>", "how").choices(["csv", "jsonl"]).default("jsonl"))
    .addHelpText("after", examples(["keywright audit export --after 30d --format csv --output audit.csv"]))
    .action(
      run(async (cli, options: ExportOptions) => {
        const { orgLevel, project, format } = options;
        const query = { ...queryFrom(options), format };
        const { api, inTeam } = await cli.connect();
        if (orgLevel) refuseProject(options);
        const answer = await (orgLevel
          ? api.exportOrgAuditEvents({ query: { ...query, team: inTeam.teamId } })
          : api.exportAuditEvents({ params: inTeam, query: { ...query, project } }));
        await cli.out.stream(answer);
      }),
    );
}
