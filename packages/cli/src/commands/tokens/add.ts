import type { AddCommand } from "../../cli.ts";
import { addEdit } from "./edit.ts";
import { addGet } from "./get.ts";
import { addIssue } from "./issue.ts";
import { addList } from "./list.ts";
import { addRevoke } from "./revoke.ts";
import { addRotate } from "./rotate.ts";
import { addRotation } from "./rotation.ts";

export const addTokens: AddCommand = (program, run) => {
  const tokens = program.command("tokens").description("API tokens of a team or the organization");
  for (const add of [addList, addGet, addIssue, addEdit, addRotate, addRotation, addRevoke]) add(tokens, run);
};
