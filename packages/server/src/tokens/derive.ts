import {
  DERIVATION_DEPTH_MAX,
  DERIVED_LIFETIME_DEFAULT_SECONDS,
  DERIVED_TOKENS_MAX,
  type IssueBody,
  NAME_MAX_LENGTH,
} from "@keywright/contract";
import type { Catalogue } from "@keywright/policy";
import type { Team } from "@keywright/verifier";
import type { TokenCaller } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import type { Db } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { findRoleById } from "../roles/find.ts";
import { hasTooMany, keepToken } from "./derived.queries.ts";
import { type Issued, storeToken } from "./issue.ts";
import { requireIssuerStands } from "./issuing.ts";
import { type KeyRow, listActiveKeys } from "./key-queries.ts";
import { policyInForce } from "./lifetime.ts";
import type { Mint } from "./mint.ts";
import { narrowFurther } from "./narrow-further.ts";
import { readNarrowing } from "./narrowing.ts";
import { findToken, tokenPolicies, type TokenRow } from "./queries.ts";
import { isEnded } from "./show.ts";

interface DeriveCommand {
  readonly team: Pick<Team, "id" | "slug"> | null;
  readonly catalogue: Catalogue;
  readonly name?: string | undefined;
  readonly narrowing?: IssueBody["narrowing"];
  readonly lifetimeSeconds?: number | undefined;
}

/**
 * From the caller's own token, one of the same role that can do no more, lives no longer and ends with the key that it
 * was derived with. Holding that key is all it takes: nothing is given that its holder could not do.
 */
export async function deriveToken(
  work: Work,
  mint: Mint,
  caller: TokenCaller,
  command: DeriveCommand,
): Promise<Issued & { readonly expiresAt: Date }> {
  const { orgId, teamId } = caller;
  const { tx, now } = work;
  // The lock of all issuing comes before that of the token, as where tokens are revoked.
  await requireIssuerStands(work);
  const { token: parent, key } = await keepParent(work, caller);
  const role = await findRoleById(tx, orgId, parent.role_id);
  if (!role) throw new Refusal("role_deleted");
  await requireDerivable(tx, parent, now);
  const asked = await readNarrowing(tx, { ...command, orgId }, command.narrowing);
  const narrowing = narrowFurther(parent.narrowing, asked);
  const maxSeconds = policyInForce(await tokenPolicies(tx, { orgId, teamId })).maxLifetimeSeconds ?? Infinity;
  const lifetimeSeconds = command.lifetimeSeconds ?? DERIVED_LIFETIME_DEFAULT_SECONDS;
  const expiresAt = earliest(
    new Date(now.getTime() + Math.min(lifetimeSeconds, maxSeconds) * 1000),
    parent.expires_at,
    key.expires_at,
    key.ends_at,
  );
  if (expiresAt <= now) throw hasEnded();
  const name = command.name ?? derivedName(parent.name);
  const issued = await storeToken(work, mint, {
    role,
    name,
    memberId: parent.member_id,
    narrowing,
    expiresAt,
    parent: { tokenId: parent.id, keyId: key.id, depth: parent.derivation_depth },
    lineId: lineOf(parent),
  });
  work.recordEvent({
    orgId,
    team: command.team,
    action: "token.derive",
    target: { type: "token", id: issued.token.id, key: issued.token.id, name },
    after: {
      name,
      role: role.slug,
      derivedFrom: parent.id,
      expiresAt,
      ...(command.narrowing && { narrowing: command.narrowing }),
      keyId: issued.key.id,
    },
  });
  return { ...issued, expiresAt };
}

/** Read when nobody can end it any more without finding what is derived here. */
async function keepParent(
  { tx, now }: Work,
  { orgId, teamId, principal }: TokenCaller,
): Promise<{ token: TokenRow; key: KeyRow }> {
  await keepToken(tx, orgId, principal.tokenId);
  const token = await findToken(tx, { orgId, teamId }, principal.tokenId);
  if (!token || isEnded(token, now)) throw hasEnded();
  const key = (await listActiveKeys(tx, orgId, token.id, now)).find(({ id }) => id === principal.keyId);
  if (!key) throw hasEnded();
  return { token, key };
}

async function requireDerivable(db: Db, parent: TokenRow, now: Date): Promise<void> {
  if (parent.exposure === "publishable") {
    // Its value is known to everybody: to hold it proves nothing.
    throw new Refusal("not_derivable", { detail: "No token is derived from a publishable one." });
  }
  if (parent.derivation_depth >= DERIVATION_DEPTH_MAX) {
    const detail = `Tokens are derived from derived ones ${DERIVATION_DEPTH_MAX} times in a row at most.`;
    throw new Refusal("not_derivable", { detail });
  }
  await requireRoom(db, { orgId: parent.org_id, lineId: lineOf(parent), now });
}

function lineOf({ line_id, id }: TokenRow): string {
  return line_id ?? id;
}

/** Nobody fills the database by deriving in a circle, nor what must be told of when the line ends. */
export async function requireRoom(
  db: Db,
  line: { readonly orgId: string; readonly lineId: string; readonly now: Date },
): Promise<void> {
  if (!(await hasTooMany(db, { ...line, max: DERIVED_TOKENS_MAX }))) return;
  const detail = `${DERIVED_TOKENS_MAX} tokens of this line are alive. Wait until some expire.`;
  throw new Refusal("too_many_tokens", { detail });
}

/** In whole seconds, as tokens tell it. */
function earliest(...instants: readonly (Date | null)[]): Date {
  const times = instants.filter((instant) => instant !== null).map((instant) => instant.getTime());
  return new Date(Math.floor(Math.min(...times) / 1000) * 1000);
}

function derivedName(name: string): string {
  const suffix = " (derived)";
  return name.endsWith(suffix) || name.length + suffix.length > NAME_MAX_LENGTH ? name : name + suffix;
}

function hasEnded(): Refusal {
  return new Refusal("token_ended", { detail: "The token has expired or been revoked." });
}
