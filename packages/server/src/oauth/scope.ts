import { decide } from "@keywright/policy";
import type { AuthorityState, Principal } from "@keywright/verifier";
import type { Source } from "../http/access.ts";

/** Longer than this, a list is left out: a part of it would look like all. */
const SCOPE_MAX_LENGTH = 16 * 1024;

interface Where {
  readonly source: Source;
  /** Only these are of interest. */
  readonly among?: readonly string[] | undefined;
}

/**
 * The permissions that a token holds everywhere in its team or organization, as a space-separated list. One that it holds
 * in some projects or environments only is not in it: whoever reads nothing but `scope` would take it for all of them.
 * Undefined for none (RFC 6749 section 3.3 has no empty scope), and for more than fit.
 */
export function scopeOf(
  { catalogue }: AuthorityState,
  { authority, teamId }: Principal,
  { source: { ip, website }, among }: Where,
): string | undefined {
  const candidates = among ?? catalogue.entries.map(({ permission }) => permission);
  const held = candidates.filter(
    (permission) =>
      decide(catalogue, authority, { permission, teamId: teamId ?? undefined, ip, origin: website }).allowed,
  );
  const scope = [...new Set(held)].join(" ");
  return scope === "" || scope.length > SCOPE_MAX_LENGTH ? undefined : scope;
}
