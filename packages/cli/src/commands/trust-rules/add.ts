import type { AddCommand } from "../../cli.ts";
import { addCreate } from "./create.ts";
import { addDelete } from "./delete.ts";
import { addEdit } from "./edit.ts";
import { addGet, addList } from "./list.ts";

export const addTrustRules: AddCommand = (program, run) => {
  const rules = program
    .command("trust-rules")
    .description("which CI jobs may trade their tokens for tokens of a role");
  for (const add of [addList, addGet, addCreate, addEdit, addDelete]) add(rules, run);
};
