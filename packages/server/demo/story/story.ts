import type { Stage } from "../stage.ts";
import { callWithToken } from "./call.ts";
import { SECRET_VALUE, TOKEN } from "./cast.ts";
import { define } from "./define.ts";
import { editRole } from "./edit.ts";
import { issue } from "./issue.ts";
import { observe } from "./observe.ts";
import { revoke } from "./revoke.ts";
import { rotate } from "./rotate.ts";
import { searchStorage } from "./search.ts";

interface Given {
  readonly operatorToken: string;
  readonly dataFolder: string;
}

/** The life of one API token, from the permissions it is made of to the record that it leaves. */
export async function playStory(stage: Stage, { operatorToken, dataFolder }: Given): Promise<void> {
  const operator = stage.client("operator", operatorToken);
  await define(stage, operator);
  const issued = await issue(stage, operator);
  const client = stage.client(TOKEN, issued.value);
  await callWithToken(stage, client);
  await editRole(stage, operator, client);
  const rotated = await rotate(stage, operator, issued);
  await revoke(stage, operator, issued.tokenId, rotated);
  await observe(stage, operator, issued.tokenId, rotated);
  await searchStorage(stage, dataFolder, [operatorToken, issued.value, rotated.value, SECRET_VALUE]);
}
