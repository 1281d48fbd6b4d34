import { type BodyOf, type api, LOGIN_CODE_SECONDS } from "@keywright/contract";
import type { AuthorityState, Team } from "@keywright/verifier";
import type { MemberCaller } from "../caller.ts";
import type { Work } from "../changes/work.ts";
import { isDeviceLoginOn } from "../orgs/device-login.ts";
import { Refusal, refuseField } from "../refusal.ts";
import { teamsReached } from "../teams/reached.ts";
import { requireIssuable } from "../tokens/issue.ts";
import { hashCode, newCode } from "./codes.ts";
import { findLoginRequestForUpdate, type LoginRequestRow, updateLoginRequest } from "./queries.ts";
import { withParameters } from "./redirect.ts";

interface Answer {
  readonly loginRequestId: string;
  /** `iss` of what a browser takes back (RFC 9207). */
  readonly issuer: string;
}

interface Approve extends Answer {
  readonly state: AuthorityState;
  readonly token: BodyOf<typeof api.approveLoginRequest>;
}

export interface Answered {
  /** Where a browser takes the answer. */
  readonly redirectTo?: string;
}

/** Nothing is issued yet: that it may be is asked again when the command line takes its token. */
export async function approveLoginRequest(work: Work, command: Approve): Promise<Answered> {
  const { loginRequestId, issuer, state, token } = command;
  const member = requireMember(work);
  const row = await lockWaiting(work, loginRequestId);
  await requireDeviceLogin(work, member.orgId, row);
  const team = token.teamId === undefined ? null : teamNamed(state, member, token.teamId);
  const place = { orgId: member.orgId, team, catalogue: state.catalogue };
  const { role } = await requireIssuable(work, place, { ...token, owner: "member" });
  const code = row.kind === "browser" ? newCode() : undefined;
  await updateLoginRequest(work.tx, row.id, {
    status: "approved",
    org_id: member.orgId,
    session_id: member.person.sessionId,
    team_id: team?.id ?? null,
    role_id: role.id,
    token_name: token.name,
    token_lifetime_seconds: token.lifetimeSeconds ?? null,
    token_expires_at: token.expiresAt == null ? null : new Date(token.expiresAt),
    ...(code !== undefined && {
      code_hash: hashCode(code),
      expires_at: new Date(work.now.getTime() + LOGIN_CODE_SECONDS * 1000),
    }),
  });
  work.recordEvent({
    ...eventOn(row, member, team),
    action: "login.approve",
    after: {
      ...auditFields(row),
      token: token.name,
      role: role.slug,
      lifetimeSeconds: token.lifetimeSeconds ?? null,
      expiresAt: token.expiresAt ?? null,
    },
  });
  return code === undefined ? {} : redirect(row, { code, iss: issuer });
}

export async function denyLoginRequest(work: Work, { loginRequestId, issuer }: Answer): Promise<Answered> {
  const member = requireMember(work);
  const row = await lockWaiting(work, loginRequestId);
  await updateLoginRequest(work.tx, row.id, { status: "denied" });
  work.recordEvent({ ...eventOn(row, member, null), action: "login.deny", after: auditFields(row) });
  return row.kind === "browser" ? redirect(row, { error: "access_denied", iss: issuer }) : {};
}

/** A browser brings the answer back to the machine that it runs on. Anything else carries it to whoever sent the link or code. */
export async function requireDeviceLogin(
  { tx }: Work,
  orgId: string,
  { kind }: LoginRequestRow,
): Promise<void> {
  if (kind === "browser" || (await isDeviceLoginOn(tx, orgId))) return;
  throw new Refusal("device_login_off", {
    detail: "Your organization logs command lines in only through the browser of the machine they run on.",
  });
}

function requireMember({ caller }: Work): MemberCaller {
  if (caller.type !== "member") throw new Error("login requests are answered by members");
  return caller;
}

/** Answered once, by whoever comes first. */
async function lockWaiting({ tx, now }: Work, id: string): Promise<LoginRequestRow> {
  const row = await findLoginRequestForUpdate(tx, id);
  if (!row) throw new Refusal("not_found");
  if (row.status !== "pending") throw new Refusal("login_request_ended");
  if (row.expires_at <= now) {
    throw new Refusal("login_request_expired", { detail: "It waited too long. Begin again to log in." });
  }
  return row;
}

/** One that they do not reach cannot be told from none. */
function teamNamed({ catalogue, orgs }: AuthorityState, member: MemberCaller, slug: string): Team {
  const org = orgs.byId(member.orgId);
  const reached = org ? teamsReached(catalogue, member.authority, org) : [];
  const team = reached.find((one) => one.slug === slug);
  if (!team) throw refuseField("unknown_reference", "teamId", `There is no team '${slug}'.`);
  return team;
}

function redirect(
  { redirect_uri, state }: LoginRequestRow,
  parameters: Readonly<Record<string, string>>,
): Answered {
  if (redirect_uri === null) throw new Error("a browser's login request without an address to go back to");
  return { redirectTo: withParameters(redirect_uri, { ...parameters, ...(state !== null && { state }) }) };
}

function eventOn({ id, client_name }: LoginRequestRow, { orgId }: MemberCaller, team: Team | null) {
  return { orgId, team, target: { type: "login-request", id, key: id, name: client_name } };
}

/** Where it came from: the event itself says where it was answered. */
function auditFields({ kind, client_address, user_agent }: LoginRequestRow) {
  return { kind, fromIp: client_address, fromUserAgent: user_agent };
}
