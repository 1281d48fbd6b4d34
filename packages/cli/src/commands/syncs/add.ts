import type { AddCommand } from "../../cli.ts";
import { addCreate } from "./create.ts";
import { addDelete } from "./delete.ts";
import { addDrift } from "./drift.ts";
import { addEdit } from "./edit.ts";
import { addGet } from "./get.ts";
import { addHistory } from "./history.ts";
import { addList } from "./list.ts";
import { addRun } from "./run.ts";

export const addSyncs: AddCommand = (program, run) => {
  const syncs = program
    .command("syncs")
    .description("what copies secret groups and tokens to other platforms, now and whenever they change");
  for (const add of [addList, addGet, addCreate, addEdit]) add(syncs, run);
  for (const add of [addRun, addDrift, addHistory, addDelete]) add(syncs, run);
};
