import type { ProtectedApi } from "../protected-api.ts";
import type { Stage } from "../stage.ts";
import { callerOf, callWithToken } from "./call.ts";
import { SECRET_VALUE, TOKEN } from "./cast.ts";
import { define } from "./define.ts";
import { editRole } from "./edit.ts";
import { issue } from "./issue.ts";
import { observe } from "./observe.ts";
import { protect } from "./protect.ts";
import { revoke } from "./revoke.ts";
import { rotate } from "./rotate.ts";
import { searchStorage } from "./search.ts";

interface Given {
  readonly operatorToken: string;
  /** For files of the story's own. */
  readonly folder: string;
  readonly dataFolder: string;
  readonly api: ProtectedApi;
}

/** The life of one API token, from the permissions it is made of to the record that it leaves. */
export async function playStory(stage: Stage, given: Given): Promise<void> {
  const { operatorToken, folder, dataFolder, api } = given;
  const operator = stage.client("operator", operatorToken);
  await define(stage, operator);
  const issued = await issue(stage, operator);
  await protect(stage, operator, api, folder);
  const caller = callerOf(stage, api.url, TOKEN, issued.value);
  await callWithToken(stage, caller, issued.tokenId);
  await editRole(stage, operator, caller);
  const rotated = await rotate(stage, operator, issued, api);
  await revoke(stage, operator, issued.tokenId, rotated);
  await observe(stage, operator, issued.tokenId, rotated, api);
  await searchStorage(stage, dataFolder, [operatorToken, issued.value, rotated.value, SECRET_VALUE]);
}
