import type { Command } from "commander";
import type { AddCommand, Run } from "../../cli.ts";
import type { Level } from "./at.ts";
import { addCreate } from "./create.ts";
import { addDelete } from "./delete.ts";
import { addEdit } from "./edit.ts";
import { addGet } from "./get.ts";
import { addGrant, addUngrant } from "./grant.ts";
import { addList } from "./list.ts";
import { addMembers } from "./members.ts";

/** The same commands stand under `roles` and under `org-roles`. */
export interface RoleCommands {
  readonly roles: Command;
  readonly level: Level;
  readonly run: Run;
}

const VERBS = [addList, addGet, addCreate, addEdit, addDelete, addMembers, addGrant, addUngrant];

export const addRoles: AddCommand = (program, run) => {
  const roles = program.command("roles").description("roles of a team, and who holds them");
  for (const add of VERBS) add({ roles, level: "team", run });
};

export const addOrgRoles: AddCommand = (program, run) => {
  const roles = program.command("org-roles").description("roles of the organization, and who holds them");
  for (const add of VERBS) add({ roles, level: "org", run });
};
