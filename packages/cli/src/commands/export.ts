import { Option } from "commander";
import { SECTIONS, type ExportOptions } from "../access/sections.ts";
import type { AddCommand } from "../cli.ts";
import { examples } from "../help.ts";

export const addExport: AddCommand = (program, run) => {
  program
    .command("export")
    .description("write who may do what as a file that apply reads")
    .addOption(
      new Option("--section <section...>", "what to write of it").choices(SECTIONS).default(["team"]),
    )
    .addHelpText(
      "after",
      examples(
        ["keywright export > access.yaml"],
        ["keywright export --team web --output access.yaml"],
        ["keywright export --section team org platform > access.yaml"],
      ),
    )
    .action(
      run(async (cli, options: ExportOptions) => {
        const { exportAccess } = await import("../access/export.ts");
        await exportAccess(cli, options);
      }),
    );
};
