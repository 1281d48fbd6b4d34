import type { Api, DataOf } from "@keywright/contract";
import type { Style } from "../../output/colours.ts";

export type ExternalToken = DataOf<Api["getExternalToken"]>;

const STYLES = {
  active: "green",
  expired: "dim",
  rotating: "yellow",
  ending: "yellow",
  revoked: "red",
  failing: "red",
} as const satisfies Record<ExternalToken["status"], Style>;

export function statusStyle({ status }: ExternalToken): Style {
  return STYLES[status];
}
