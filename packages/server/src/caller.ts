import type { Authority, RoleDefinition } from "@keywright/policy";
import type { Principal } from "@keywright/verifier";
import type { Person } from "./sign-in/sessions.ts";

/** Where a request came from: what the audit log keeps, and what tokens may be bound to. */
export interface Origin {
  readonly ip: string | undefined;
  readonly userAgent: string | undefined;
  readonly requestId: string;
  /** Whose page sent it, as browsers say in the header `Origin`. */
  readonly website?: string | undefined;
}

/** What a principal may do, and where. */
interface Holder {
  readonly orgId: string;
  /** The one team of a team's token. */
  readonly teamId: string | null;
  readonly authority: Authority;
  /** What the authority comes from, wildcards and all. */
  readonly roles: readonly RoleDefinition[];
  readonly origin: Origin;
}

/** The key of a token. */
export interface TokenCaller extends Holder {
  readonly type: "token";
  readonly principal: Principal;
}

/** The session of a person, as a member of one organization. */
export interface MemberCaller extends Holder {
  readonly type: "member";
  readonly memberId: string;
  readonly person: Person;
  /** Ids of the roles they hold. */
  readonly roleIds: readonly string[];
  /** As they are called in the organization. */
  readonly name: string;
}

/** Who makes a request. */
export type PrincipalCaller = TokenCaller | MemberCaller;

/** A member on their way in: by what they do now, a session of theirs begins. They may nothing else yet. */
export interface ArrivingCaller {
  readonly type: "arrival";
  readonly memberId: string;
  readonly origin: Origin;
}

/** A trust rule that a CI token has fulfilled. It may do one thing: issue a token of its own role. */
export interface TrustRuleCaller {
  readonly type: "trust_rule";
  readonly trustRuleId: string;
  readonly origin: Origin;
}

/** The service itself: first start, commands, and what somebody does before there is anybody. */
export interface SystemCaller {
  readonly type: "system";
  readonly name: string;
  readonly origin?: Origin;
}

/** Who asks. */
export type Caller = PrincipalCaller | ArrivingCaller | TrustRuleCaller | SystemCaller;

export function callerId(caller: Caller): string {
  switch (caller.type) {
    case "token":
      return caller.principal.tokenId;
    case "trust_rule":
      return caller.trustRuleId;
    case "system":
      return caller.name;
    case "member":
    case "arrival":
      return caller.memberId;
  }
}

/** Who it is to the audit log, and to what they leave behind. */
export function actorType({ type }: Caller): "token" | "member" | "system" | "trust_rule" {
  return type === "arrival" ? "member" : type;
}
