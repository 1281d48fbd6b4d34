import type { Reason } from "@keywright/policy";
import type { Principal } from "./principal.ts";

/** What a check answers: returned, never thrown. `revision` is the state it was decided at. */
export type Verdict = Allowed | Refused;

export interface Allowed {
  readonly allowed: true;
  readonly principal: Principal;
  readonly revision: number;
}

export interface Refused {
  readonly allowed: false;
  readonly reason: Reason;
  /** The permission that was asked for and is not held. */
  readonly missing?: string;
  readonly revision: number;
  /** Present when the key itself stands and only the request is refused. */
  readonly principal?: Principal;
}
