import type { AddCommand } from "../../cli.ts";
import { addInvite, addInviteAgain } from "./invite.ts";
import { addGet, addList } from "./list.ts";
import { addRemove } from "./remove.ts";

export const addMembers: AddCommand = (program, run) => {
  const members = program.command("members").description("members of a team or the organization");
  for (const add of [addList, addGet, addInvite, addInviteAgain, addRemove]) add(members, run);
};
