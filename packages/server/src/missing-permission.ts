import { permissionLabel } from "@keywright/policy";
import type { Caller } from "./caller.ts";
import { Refusal } from "./refusal.ts";

/** The two lines people read when a permission is missing. */
export function missingPermission(permission: string, caller?: Caller): Refusal {
  const who = caller?.type === "member" ? "You do" : "The token used to authenticate does";
  return new Refusal("permission_missing", {
    detail:
      `${who} not have permission to access this endpoint.\n` +
      `The required permission is '${permissionLabel(permission)}'.`,
  });
}
