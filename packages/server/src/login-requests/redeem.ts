import type { Authority } from "../authority/authority.ts";
import type { MemberCaller, Origin } from "../caller.ts";
import { transact, type Work } from "../changes/work.ts";
import type { Database, Tx } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { findRoleById } from "../roles/find.ts";
import { memberCaller } from "../sign-in/member-caller.ts";
import type { Sessions } from "../sign-in/sessions.ts";
import { type Issued, issueToken } from "../tokens/issue.ts";
import type { Mint } from "../tokens/mint.ts";
import { requireDeviceLogin } from "./answer.ts";
import { hashCode } from "./codes.ts";
import { LoginRefused } from "./login-refused.ts";
import { findByCodeForUpdate, type LoginRequestRow, updateLoginRequest } from "./queries.ts";
import { revokeTraded } from "./used-twice.ts";

export interface RedeemDeps {
  readonly database: Database;
  readonly authority: Authority;
  readonly mint: Mint;
  readonly sessions: Sessions;
  /** To be told of a write that took no revision. */
  readonly noteActivity: (orgId: string) => void;
}

interface Redeem {
  readonly code: string;
  /** What the client must show besides the code. */
  readonly proves: (row: LoginRequestRow) => boolean;
  readonly origin: Origin;
  readonly now: Date;
}

export interface Redeemed {
  readonly name: string;
  readonly value: string;
  readonly expiresAt: Date | null;
}

/**
 * Trades a code for the token that was approved, once. In one transaction the member who approved is looked up anew: if
 * they could not issue this token themselves now, there is none. A code that comes twice takes its token along.
 */
export async function redeemLogin(deps: RedeemDeps, redeem: Redeem): Promise<Redeemed> {
  try {
    return await trade(deps, redeem);
  } catch (error) {
    if (error instanceof LoginRefused && error.reason === "used") await revokeTraded(deps, redeem);
    // The approver can mend that: the command line passes it on to them.
    if (error instanceof Refusal && error.code === "too_many_personal_tokens")
      throw new LoginRefused("too_many", error);
    // Whatever else stands against it now is the approver's business, and not the client's.
    if (error instanceof Refusal && error.code !== "stale") throw new LoginRefused("void", error);
    throw error;
  }
}

async function trade(deps: RedeemDeps, { code, proves, origin, now }: Redeem): Promise<Redeemed> {
  const { database, authority, mint, noteActivity } = deps;
  if (!authority.isLive()) throw new Refusal("stale");
  let row: LoginRequestRow;
  const caller = async (tx: Tx) => {
    row = await lockApproved(tx, { code, proves, now });
    return approver(deps, tx, row, { origin, now });
  };
  return transact(database, { now, caller }, async (work) => {
    const { token, key } = await issueApproved(work, { authority, mint }, row);
    await updateLoginRequest(work.tx, row.id, { status: "redeemed", token_id: token.id });
    await work.finish();
    work.afterCommit(async () => noteActivity(token.org_id));
    return { name: row.token_name ?? "", value: key.value, expiresAt: key.expiresAt };
  });
}

async function lockApproved(
  tx: Tx,
  { code, proves, now }: Pick<Redeem, "code" | "proves" | "now">,
): Promise<LoginRequestRow> {
  const row = await findByCodeForUpdate(tx, hashCode(code));
  if (!row) throw new LoginRefused("unknown");
  if (row.status === "redeemed") throw new LoginRefused("used");
  if (!proves(row)) throw new LoginRefused("unproven");
  if (row.status === "denied") throw new LoginRefused("denied");
  if (row.expires_at <= now) throw new LoginRefused("expired");
  if (row.status === "pending") throw new LoginRefused("pending");
  return row;
}

/** Whoever approved, as what they are now. Their session must stand: signing out everywhere stops what it set going. */
async function approver(
  { database, authority, sessions }: RedeemDeps,
  tx: Tx,
  { org_id, session_id }: LoginRequestRow,
  { origin, now }: Pick<Redeem, "origin" | "now">,
): Promise<MemberCaller> {
  const { state } = authority;
  const org = state.orgs.byId(org_id ?? "");
  if (!org) throw new Refusal("not_found");
  const person = await sessions.personOfSession(session_id ?? "", now, tx);
  return memberCaller({ db: database.kysely, tx, state, person, org: org.slug, origin });
}

async function issueApproved(
  work: Work,
  { authority, mint }: Pick<RedeemDeps, "authority" | "mint">,
  row: LoginRequestRow,
): Promise<Issued> {
  const { catalogue, orgs } = authority.state;
  const orgId = row.org_id ?? "";
  await requireDeviceLogin(work, orgId, row);
  const team = row.team_id === null ? null : orgs.byId(orgId)?.teams.byId(row.team_id);
  const role = await findRoleById(work.tx, orgId, row.role_id ?? "");
  if (team === undefined || !role || role.team_id !== row.team_id) throw new Refusal("not_found");
  return issueToken(
    work,
    mint,
    { orgId, team, catalogue },
    {
      name: row.token_name ?? "",
      roleId: role.slug,
      owner: "member",
      ...(row.token_lifetime_seconds !== null && { lifetimeSeconds: row.token_lifetime_seconds }),
      expiresAt: row.token_expires_at?.toISOString() ?? null,
    },
  );
}
