import { NO_NARROWING, type Authority } from "./authority.ts";
import { and, bitsOf, firstBitNotIn, or, type Bits } from "./bits.ts";
import type { Catalogue } from "./catalogue.ts";
import { STOP, stopIn, type Place } from "./grant.ts";
import { rangesContain } from "./ip.ts";
import { SCOPES, type Scope } from "./permission.ts";
import { placesToCompare } from "./places.ts";

/** Whether everything is covered; if not, the permission to name to the person who asked. */
export type Coverage = { readonly covered: true } | { readonly covered: false; readonly missing: string };

const NO_BITS = bitsOf([]);

/**
 * Whether every request that `wanted` would be allowed, one of the `holders` would be allowed too, at the catalogue of
 * this moment and whatever teams, projects and environments come to be. If not, `missing` is the permission of the lowest bit that
 * `wanted` may use somewhere and no holder may. An authority that is allowed nothing is covered by any.
 *
 * A team token's request that leaves out the team means its own team, and is compared as the request that names it.
 */
export function covers(
  catalogue: Catalogue,
  holders: Authority | readonly Authority[],
  wanted: Authority,
): Coverage {
  if (wanted.narrowing?.allowedIps?.length === 0) return { covered: true };
  if (wanted.narrowing?.allowedOrigins?.size === 0) return { covered: true };
  // Addresses and websites restrict every permission alike: a holder that may not act from all of them counts for nothing.
  const counting = [holders]
    .flat()
    .filter((holder) => addressesCovered(holder, wanted) && websitesCovered(holder, wanted));
  let lowestMissing = Infinity;
  for (const scope of SCOPES) {
    for (const place of placesToCompare(scope, [...counting, wanted])) {
      const asked = permissionsAt(catalogue, wanted, scope, place);
      const held = counting
        .map((holder) => permissionsAt(catalogue, holder, scope, place))
        .reduce(or, NO_BITS);
      lowestMissing = Math.min(lowestMissing, firstBitNotIn(asked, held) ?? Infinity);
    }
  }
  const missing = catalogue.permissionAt(lowestMissing);
  return missing === undefined ? { covered: true } : { covered: false, missing };
}

/** What `decide` allows at a place, for all permissions of the scope at once, from an allowed address and website. */
function permissionsAt(catalogue: Catalogue, authority: Authority, scope: Scope, place: Place): Bits {
  const narrowing = authority.narrowing ?? NO_NARROWING;
  let given = NO_BITS;
  for (const grant of authority.grants) {
    if (stopIn(grant, narrowing, scope, place) === STOP.nowhere) given = or(given, grant.bits);
  }
  const inScope = and(given, catalogue.scopeBits[scope]);
  const narrowed = narrowing.bits === null ? inScope : and(inScope, narrowing.bits);
  return authority.publishableOnly ? and(narrowed, catalogue.publishableBits) : narrowed;
}

function addressesCovered(holder: Authority, wanted: Authority): boolean {
  const outer = holder.narrowing?.allowedIps ?? null;
  const inner = wanted.narrowing?.allowedIps ?? null;
  if (outer === null) return true;
  return inner !== null && inner.every((range) => rangesContain(outer, range));
}

function websitesCovered(holder: Authority, wanted: Authority): boolean {
  const outer = holder.narrowing?.allowedOrigins ?? null;
  const inner = wanted.narrowing?.allowedOrigins ?? null;
  if (outer === null) return true;
  return inner !== null && [...inner].every((origin) => outer.has(origin));
}
