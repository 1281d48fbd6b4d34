import type { AddCommand } from "../../cli.ts";
import { addApps } from "./apps.ts";
import { addCheck } from "./check.ts";
import { addCreate } from "./create.ts";
import { addDelete } from "./delete.ts";
import { addEdit } from "./edit.ts";
import { addGet } from "./get.ts";
import { addList } from "./list.ts";
import { addGroups, addProjects } from "./places.ts";

export const addConnections: AddCommand = (program, run) => {
  const connections = program
    .command("connections")
    .description("app connections: credentials of other platforms, held encrypted and checked");
  for (const add of [addApps, addList, addGet, addCreate, addEdit]) add(connections, run);
  for (const add of [addCheck, addProjects, addGroups, addDelete]) add(connections, run);
};
