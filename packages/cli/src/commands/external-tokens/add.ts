import type { AddCommand } from "../../cli.ts";
import { addChoices } from "./choices.ts";
import { addGet } from "./get.ts";
import { addIssue } from "./issue.ts";
import { addList } from "./list.ts";
import { addRevoke } from "./revoke.ts";
import { addRotate } from "./rotate.ts";

export const addExternalTokens: AddCommand = (program, run) => {
  const tokens = program
    .command("external-tokens")
    .description("tokens of other platforms, made there through app connections");
  for (const add of [addList, addGet, addChoices, addIssue, addRotate, addRevoke]) add(tokens, run);
};
