import { type Catalogue, decide, fromAnywhere } from "@keywright/policy";
import type { PrincipalCaller } from "../caller.ts";
import { missingPermission } from "../missing-permission.ts";
import type { Level } from "../roles/find.ts";

/** What the permissions to do something with tokens end in. */
type TokenAction = "read" | "read-all" | "create" | "update" | "delete";

interface Asked extends Level {
  readonly catalogue: Catalogue;
  readonly caller: PrincipalCaller;
}

/** For people: what a token may do here, the gate has judged. */
export function requireWithTokens(asked: Asked, action: TokenAction): void {
  if (asked.caller.type === "token" || mayWithTokens(asked, action)) return;
  throw missingPermission(permissionFor(asked, action), asked.caller);
}

/** Whether the caller may do this with tokens of others here. Their address and website were judged at the gate. */
export function mayWithTokens({ catalogue, caller, teamId }: Asked, action: TokenAction): boolean {
  const permission = permissionFor({ teamId }, action);
  return decide(catalogue, fromAnywhere(caller.authority), { permission, teamId: teamId ?? undefined })
    .allowed;
}

/** People manage the tokens that belong to them without a permission to: the gate lets them in for these alone. */
export function isOwn(caller: PrincipalCaller, token: { readonly member_id: string | null }): boolean {
  return caller.type === "member" && token.member_id === caller.memberId;
}

function permissionFor({ teamId }: Pick<Level, "teamId">, action: TokenAction): string {
  return `${teamId === null ? "org" : "team"}:admin:api-tokens:${action}`;
}
