import { endsSoon, KEY_ENDS_HEADER, type Principal } from "@keywright/verifier";
import { showPrincipal } from "../../verification/show-principal.ts";
import type { VerifyDeps } from "../../verification/verification.ts";

/** A principal is made anew with every revision, so what is said of one holds as long as it does. */
const identities = new WeakMap<Principal, readonly string[]>();
/** The same of those whose key ends soon: it goes on ending soon. */
const endings = new WeakMap<Principal, readonly string[]>();

/** In headers: who it is and, if that is soon, when the key ends. */
export function identityOf(deps: Pick<VerifyDeps, "authority">, principal: Principal): readonly string[] {
  const known = endings.get(principal);
  if (known) return known;
  const identity = whoItIs(deps, principal);
  const ends = endsSoon(principal, Date.now() / 1000);
  if (ends === undefined) return identity;
  const ending = [...identity, KEY_ENDS_HEADER, ends];
  endings.set(principal, ending);
  return ending;
}

/** All of them always: gateways replace only headers that they are given. */
function whoItIs({ authority }: Pick<VerifyDeps, "authority">, principal: Principal): readonly string[] {
  const known = identities.get(principal);
  if (known) return known;
  const { tokenId, keyId, org, team, role, exposure } = showPrincipal(authority.state, principal);
  const identity = Object.entries({
    "cache-control": "no-store",
    "x-keywright-token-id": tokenId,
    "x-keywright-key-id": keyId,
    "x-keywright-org": org,
    "x-keywright-team": team ?? "",
    "x-keywright-role": role,
    "x-keywright-exposure": exposure,
  }).flat();
  identities.set(principal, identity);
  return identity;
}
