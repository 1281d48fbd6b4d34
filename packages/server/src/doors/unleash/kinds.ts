import type { AuthorityState, Principal } from "@keywright/verifier";
import type { TokenKind } from "../../roles/kind-roles.ts";
import type { Kind } from "./messages.ts";

/** What a token of this kind is issued from: `client` is what `backend` was called once. */
export function roleOf(kind: Kind): TokenKind {
  return kind === "frontend" ? "frontend" : "backend";
}

const ADMINISTRATIVE: ReadonlySet<string> = new Set(["owner", "admin", "operator"]);

/** As this API lists kinds: `backend` by its old name. */
export function kindOf(roleSlug: string, isPublishable: boolean): "admin" | "client" | "frontend" {
  if (isPublishable) return "frontend";
  return ADMINISTRATIVE.has(roleSlug) ? "admin" : "client";
}

/** Whether it was made as this API makes tokens for applications. */
export function isForApplications({ orgs }: AuthorityState, principal: Principal): boolean {
  const { orgId, teamId, roleId, publishable } = principal;
  const role = orgs
    .byId(orgId)
    ?.teams.byId(teamId ?? "")
    ?.roles.byId(roleId);
  return publishable || role?.slug === "backend" || role?.slug === "frontend";
}
