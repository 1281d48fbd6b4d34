import type { RoleDefinition } from "@keywright/policy";
import type { Principal } from "@keywright/verifier";

/** Where a request came from, as the audit log keeps it. */
export interface Origin {
  readonly ip: string | undefined;
  readonly userAgent: string | undefined;
  readonly requestId: string;
}

/** Who asks: the key of a token, or the service itself (first start, commands). */
export type Caller =
  | {
      readonly type: "token";
      readonly principal: Principal;
      /** What its authority comes from, wildcards and all. */
      readonly role: RoleDefinition;
      readonly origin: Origin;
    }
  | { readonly type: "system"; readonly name: string };

export type TokenCaller = Extract<Caller, { type: "token" }>;

export function callerId(caller: Caller): string {
  return caller.type === "token" ? caller.principal.tokenId : caller.name;
}
