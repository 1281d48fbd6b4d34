import type { Principal, Verdict } from "@keywright/verifier";
import type { Authority } from "../authority/authority.ts";
import { NOWHERE, type Source, usedFrom } from "../http/access.ts";
import { Refusal } from "../refusal.ts";
import type { Uses } from "../usage/uses.ts";
import { showPrincipal } from "../verification/show-principal.ts";
import { countUse, type Verifying, withinSight } from "../verification/verification.ts";
import { scopeOf } from "./scope.ts";

interface IntrospectionDeps {
  readonly authority: Authority;
  readonly uses: Uses;
  readonly issuer: string;
}

interface Introspect {
  readonly token: string;
  /** Where it was used: RFC 7662 section 2.1 lets callers say so. */
  readonly source: Source;
  /** The permissions that the caller wants to know of; undefined for all. */
  readonly scope: string | undefined;
}

const INACTIVE = '{"active":false}';

/**
 * RFC 7662 section 2.2, as JSON text. A token is active when it may be used at this moment from where it was used: one
 * that is bound to addresses or websites only if the caller says from which. Of any other, also of one that the caller
 * may not see, it says no more than that it is not.
 */
export function createIntrospection({ authority, uses, issuer }: IntrospectionDeps) {
  const { state } = authority;
  // A principal is made anew with every revision, so what is said of one holds as long as it does.
  const texts = new WeakMap<Principal, string>();

  function describe(principal: Principal, { source, scope }: Introspect): string {
    const { tokenId, keyId, issuedAt, expiresAt } = principal;
    const { org, team, role, entityType, exposure } = showPrincipal(state, principal);
    const permissions = scopeOf(state, principal, { source, among: scope?.split(" ") });
    return JSON.stringify({
      active: true,
      ...(permissions !== undefined && { scope: permissions }),
      client_id: tokenId,
      token_type: "Bearer",
      ...(expiresAt !== null && { exp: expiresAt }),
      iat: issuedAt,
      sub: tokenId,
      aud: issuer,
      iss: issuer,
      jti: keyId,
      // Slugs; entityType as in the token itself. Exposure for whoever takes only one.
      org,
      ...(team !== undefined && { team }),
      role,
      entityType,
      exposure,
    });
  }

  function textFor(principal: Principal, command: Introspect): string {
    if (command.scope !== undefined) return describe(principal, command);
    const known = texts.get(principal) ?? describe(principal, command);
    texts.set(principal, known);
    return known;
  }

  function answer(caller: Verifying, command: Introspect, judged: Verdict): string {
    const known = withinSight(authority, caller, judged);
    if (!known.allowed && known.reason === "stale") throw new Refusal("stale");
    const verdict = usedFrom(command.source, known);
    countUse(uses, verdict, {});
    return verdict.allowed ? textFor(verdict.principal, command) : INACTIVE;
  }

  return {
    async introspect(caller: Verifying, command: Introspect): Promise<string> {
      return answer(caller, command, await authority.authenticate(command.token));
    },
    /** The same of a token that was read before and stands; of any other no text, and uncounted. */
    introspectAtOnce(caller: Verifying, token: string): string | Promise<unknown> | undefined {
      const judged = authority.authenticate(token);
      if (judged instanceof Promise) return judged;
      if (!judged.allowed) return undefined;
      return answer(caller, { token, source: NOWHERE, scope: undefined }, judged);
    },
  };
}

export type Introspection = ReturnType<typeof createIntrospection>;
