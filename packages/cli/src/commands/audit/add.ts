import type { AddCommand } from "../../cli.ts";
import { addExport } from "./export.ts";
import { addGet } from "./get.ts";
import { addList } from "./list.ts";

export const addAudit: AddCommand = (program, run) => {
  const audit = program.command("audit").description("who did what to what, when and from where");
  for (const add of [addList, addGet, addExport]) add(audit, run);
};
