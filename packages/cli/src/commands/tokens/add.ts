import type { AddCommand } from "../../cli.ts";
import { addEdit } from "./edit.ts";
import { addGet } from "./get.ts";
import { addIssue } from "./issue.ts";
import { addList } from "./list.ts";
import { addMine } from "./mine.ts";
import { addRevoke } from "./revoke.ts";
import { addRotate } from "./rotate.ts";
import { addRotation } from "./rotation.ts";
import { addValue } from "./value.ts";

export const addTokens: AddCommand = (program, run) => {
  const tokens = program.command("tokens").description("API tokens of a team or the organization");
  const reading = [addList, addMine, addGet, addValue];
  const writing = [addIssue, addEdit, addRotate, addRotation, addRevoke];
  for (const add of [...reading, ...writing]) add(tokens, run);
};
