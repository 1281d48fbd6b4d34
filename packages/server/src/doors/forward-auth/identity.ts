import type { Principal } from "@keywright/verifier";
import { showPrincipal } from "../../verification/show-principal.ts";
import type { VerifyDeps } from "../../verification/verification.ts";

/** A principal is made anew with every revision, so what is said of one holds as long as it does. */
const identities = new WeakMap<Principal, readonly string[]>();

/** Who it is, in headers, all of them always: gateways replace only headers that they are given. */
export function identityOf(
  { authority }: Pick<VerifyDeps, "authority">,
  principal: Principal,
): readonly string[] {
  const known = identities.get(principal);
  if (known) return known;
  const { tokenId, keyId, org, team, role } = showPrincipal(authority.state, principal);
  const identity = Object.entries({
    "cache-control": "no-store",
    "x-keywright-token-id": tokenId,
    "x-keywright-key-id": keyId,
    "x-keywright-org": org,
    "x-keywright-team": team ?? "",
    "x-keywright-role": role,
  }).flat();
  identities.set(principal, identity);
  return identity;
}
