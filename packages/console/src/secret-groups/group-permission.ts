import type { GroupType } from "@keywright/contract";
import type { OrgPlace } from "../app/place.ts";

type Action = "list" | "create" | "read-values" | "update" | "delete";

/** The two types have permissions of their own. */
export function mayGroups({ can }: Pick<OrgPlace, "can">, action: Action, type: GroupType): boolean {
  return can(`project:secrets:${type}-groups:${action}`);
}

export function mayAnyGroups(place: Pick<OrgPlace, "can">, action: Action): boolean {
  return mayGroups(place, action, "secret") || mayGroups(place, action, "config");
}
