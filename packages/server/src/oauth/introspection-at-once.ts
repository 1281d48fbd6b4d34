import { api } from "@keywright/contract";
import { boundElsewhere } from "@keywright/policy";
import type { Principal } from "@keywright/verifier";
import type { Authority } from "../authority/authority.ts";
import type { TokenCaller } from "../caller.ts";
import type { QuickDoor } from "../http/at-once.ts";
import { bearerToken } from "../http/credentials.ts";
import { askedFor } from "../http/gate.ts";
import type { Uses } from "../usage/uses.ts";
import type { Introspection } from "./introspection.ts";

/** Room for the longest token and its name. */
const FORM_MAX_BYTES = 8192;
const TOKEN = "token=";

interface Deps {
  readonly authority: Authority;
  readonly uses: Uses;
  readonly introspection: Introspection;
  readonly headers: readonly string[];
  readonly contentType: string;
}

interface IntrospectionDoor extends QuickDoor {
  /** The route has let this caller in: until the next revision, what it would say of them is known. */
  admit(caller: TokenCaller): void;
}

export function introspectionAtOnce(deps: Deps): IntrospectionDoor {
  const { authority, uses, introspection, headers, contentType } = deps;
  // A principal is made anew with every revision.
  const admitted = new WeakMap<Principal, { caller: TokenCaller; permission: string }>();

  return {
    body: { contentType, maxBytes: FORM_MAX_BYTES },
    admit(caller) {
      // Whoever is bound to addresses or websites has to tell the route, each time, where they come from.
      if (boundElsewhere(caller.authority, {})) return;
      const permission = askedFor(authority.state, caller.principal, api.verify);
      admitted.set(caller.principal, { caller, permission });
    },
    answer(request, form) {
      // The usual form, of nothing but a token. All others are the route's.
      if (!form.startsWith(TOKEN) || form.includes("&")) return undefined;
      const credential = bearerToken(request);
      if (!credential || "keywright-org" in request.headers) return undefined;
      const asker = authority.authenticate(credential);
      if (asker instanceof Promise) return asker;
      const known = asker.allowed ? admitted.get(asker.principal) : undefined;
      if (!known) return undefined;
      const body = introspection.introspectAtOnce(known.caller, form.slice(TOKEN.length));
      if (typeof body !== "string") return body;
      const asked = { permission: known.permission, project: null, verdict: "allowed" };
      uses.record(known.caller.principal, asked, Date.now());
      return { headers, body };
    },
  };
}
