import type { ApplyOptions } from "../access/apply.ts";
import type { AddCommand } from "../cli.ts";
import { examples } from "../help.ts";

export const addApply: AddCommand = (program, run) => {
  program
    .command("apply")
    .description("make what a file says so: projects, roles, who holds them, policies, trust rules")
    .requiredOption(
      "-f, --file <path>",
      "a YAML file, a folder of them, or - for standard input; can be given several times",
      (path: string, before: readonly string[] | undefined) => [...(before ?? []), path],
    )
    .option("--plan", "show what would change and change nothing; ends with 10 if anything would")
    .option("--yes", "do it without being asked")
    .option("--prune", "take away what is of a kind that the file names, and not in the file")
    .addHelpText(
      "after",
      examples(
        ["keywright apply -f access.yaml"],
        ["keywright apply -f access.yaml --plan --json"],
        ["keywright apply -f access/ --team web --prune --yes"],
      ),
    )
    .action(
      run(async (cli, options: ApplyOptions) => {
        const { apply } = await import("../access/apply.ts");
        await apply(cli, options);
      }),
    );
};
