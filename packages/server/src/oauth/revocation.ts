import type { Principal, VerifiedKey } from "@keywright/verifier";
import type { Authority } from "../authority/authority.ts";
import type { TokenCaller } from "../caller.ts";
import { transact } from "../changes/work.ts";
import type { Database } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { lockVisibleToken, revokeToken } from "../tokens/tokens.ts";
import { OauthError } from "./oauth-error.ts";

interface RevocationDeps {
  readonly authority: Authority;
  readonly database: Database;
}

/** What became of it: at `revision`, no token of the organization's that was presented is accepted any more. */
interface Revoked {
  readonly orgId: string;
  readonly revision: number;
}

/**
 * RFC 7009: whoever holds a token may revoke it, with all its keys. The token itself is the actor. Undefined for what is
 * no token of ours, or has ended by itself; both are answered like success.
 */
export async function revokeByPossession(
  { authority, database }: RevocationDeps,
  token: string,
  callerOf: (principal: Principal) => TokenCaller,
): Promise<Revoked | undefined> {
  const key = await authority.read(token);
  if ("reason" in key) {
    if (key.reason === "stale") throw new Refusal("stale");
    return undefined;
  }
  const verdict = await authority.authenticate(token);
  const { orgId } = principalOf(key);
  // Whoever repeats a revocation learns the same as the first time.
  if (!verdict.allowed && (verdict.reason === "revoked" || verdict.reason === "role_deleted")) {
    return { orgId, revision: verdict.revision };
  }
  const principal = verdict.principal ?? suspended(authority, key, verdict);
  if (!principal) return undefined;
  if (principal.publishable) {
    // Its value is known to everybody: to hold it proves nothing.
    throw new OauthError(
      "unsupported_token_type",
      "A publishable token cannot be revoked by whoever holds it",
    );
  }
  try {
    return { orgId, revision: await revoke({ authority, database }, callerOf(principal)) };
  } catch (error) {
    // Its role or all that it belonged to is gone, and it with them.
    if (error instanceof Refusal && ["role_deleted", "not_found"].includes(error.code)) return undefined;
    throw error;
  }
}

/** Someone was faster: there is nothing left to do, and nothing to record. */
class AlreadyRevoked extends Error {}

async function revoke({ authority, database }: RevocationDeps, caller: TokenCaller): Promise<number> {
  const { tokenId, orgId, teamId } = caller.principal;
  const { catalogue, orgs } = authority.state;
  const team = teamId === null ? null : (orgs.byId(orgId)?.teams.byId(teamId) ?? null);
  const command = { orgId, team, catalogue, caller, tokenId };
  try {
    const revision = await transact(database, { now: new Date(), caller }, async (work) => {
      const { revoked_at } = await lockVisibleToken(work, command, "delete");
      if (revoked_at !== null) throw new AlreadyRevoked();
      await revokeToken(work, command, { includeIssued: false });
      return work.finish();
    });
    if (revision === null) throw new Error("a revocation without a revision");
    await authority.reach(revision);
    return revision;
  } catch (error) {
    if (!(error instanceof AlreadyRevoked)) throw error;
    await authority.refresh();
    return authority.state.revision;
  }
}

/** A token of a suspended organization is refused, but may work again: it can be revoked all the same. */
function suspended(
  { state }: Authority,
  key: VerifiedKey,
  { allowed, reason }: { allowed: boolean; reason?: string },
): Principal | undefined {
  if (allowed || reason !== "suspended") return undefined;
  const nowSeconds = Date.now() / 1000;
  const { sub, jti } = key.claims;
  const ends = [state.tokenEnds.get(sub), state.keyEnds.get(jti)];
  return ends.some((end) => end !== undefined && end.endsAt <= nowSeconds) ? undefined : principalOf(key);
}

/** Whose key it is, without any authority. */
function principalOf({ claims }: VerifiedKey): Principal {
  return {
    tokenId: claims.sub,
    keyId: claims.jti,
    orgId: claims.org,
    teamId: claims.team ?? null,
    roleId: claims.role,
    entityType: claims.entityType,
    publishable: claims.pub === true,
    issuedAt: claims.iat,
    expiresAt: claims.exp ?? null,
    authority: { grants: [], narrowing: null, publishableOnly: false },
  };
}
