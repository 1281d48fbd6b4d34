import type { AddCommand } from "../../cli.ts";
import { addCreate } from "./create.ts";
import { addDelete } from "./delete.ts";
import { addEdit } from "./edit.ts";
import { addGet } from "./get.ts";
import { addList } from "./list.ts";
import { addSet, addUnset } from "./set.ts";

export const addSecrets: AddCommand = (program, run) => {
  const secrets = program.command("secrets").description("secret groups of a project, and their values");
  for (const add of [addList, addGet, addCreate, addSet, addUnset, addEdit, addDelete]) add(secrets, run);
};
