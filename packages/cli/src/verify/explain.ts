import type { Connection } from "../connection.ts";
import { narrowingText } from "../commands/tokens/shown.ts";
import { restrictionText } from "../output/restriction.ts";
import { wouldAllow } from "./would-allow.ts";

export interface Asked {
  readonly permission: string;
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
  readonly origin?: string | undefined;
  readonly exposure?: "secret" | "publishable" | undefined;
}

interface Verdict {
  readonly reason?: string | undefined;
  readonly missing?: string | undefined;
  readonly missingLabel?: string | undefined;
  readonly principal?: Principal | undefined;
}

interface Principal {
  readonly tokenId: string;
  readonly role: string;
  readonly team?: string | undefined;
}

const SENTENCES: Readonly<Record<string, string>> = {
  no_credentials: "There was no token.",
  malformed: "It is not a token.",
  bad_signature: "It was not signed by this installation.",
  wrong_audience: "It was made for another service.",
  expired: "The token has expired.",
  not_yet_valid: "The token is not valid yet: compare the clocks.",
  revoked: "The token has been revoked, or you may not see it.",
  role_deleted: "The token's role has been deleted.",
  suspended: "The token's organization is suspended.",
  team_restricted: "The token's role does not reach this team.",
  ip_not_allowed: "The token may not be used from this address.",
  stale: "The server cannot confirm the current authority at the moment: ask again.",
};

/** Why, and which role would do. What the caller may not see is left out. */
export async function explain(
  { api }: Connection,
  asked: Asked,
  { reason = "", missing, missingLabel, principal }: Verdict,
): Promise<readonly string[]> {
  const sentence = SENTENCES[reason];
  if (sentence !== undefined || principal === undefined) return sentence === undefined ? [] : [sentence];
  if (reason === "wrong_exposure") return otherExposure(asked, principal);
  if (reason === "origin_not_allowed") return websitesOf(api, asked, principal);
  const { role, team } = principal;
  const lacks = missing !== undefined && `The token's role ${role} lacks ${missingLabel ?? missing}.`;
  // Roles of the organization reach teams in ways of their own: about them nothing is guessed.
  if (team === undefined) return [lacks || `The token's role ${role} does not allow it.`];
  const why = lacks ? [lacks] : await reachOf(api, principal, team);
  return [...why, ...(await rolesThatWould(api, asked, team))];
}

type Api = Connection["api"];

async function reachOf(api: Api, principal: Principal, teamId: string): Promise<readonly string[]> {
  const { role: roleId } = principal;
  const [role, token] = await Promise.all([
    orNothing(api.getRole({ params: { teamId, roleId } })),
    tokenOf(api, principal),
  ]);
  if (role === undefined) return [];
  const { restrictions } = role;
  const reached = restrictions.enabled ? restrictionText(restrictions) : "all projects and environments";
  const narrowedTo = token && narrowingText(token);
  // A token can have given up what its role still reaches.
  const isNarrowed = narrowedTo !== undefined || !restrictions.enabled;
  const to = narrowedTo === undefined ? "" : `, to ${narrowedTo}`;
  return [
    `The token's role ${roleId} reaches ${reached}.`,
    ...(isNarrowed ? [`The token was narrowed when it was issued${to}.`] : []),
  ];
}

function otherExposure({ exposure }: Asked, { role }: Principal): readonly string[] {
  const issue = `keywright tokens issue --role ${role} --name <name>`;
  if (exposure === "publishable") {
    return [
      "It is a secret token, and a publishable one is asked for. Never put a secret token into a page or an app.",
      `One for there: ${issue} --exposure publishable --environment <environment>`,
    ];
  }
  return ["It is a publishable token, and a secret one is asked for.", `One for there: ${issue}`];
}

async function websitesOf(api: Api, { origin }: Asked, principal: Principal): Promise<readonly string[]> {
  const { allowedOrigins = [] } = (await tokenOf(api, principal))?.narrowing ?? {};
  const only = allowedOrigins.length > 0 ? `, but on ${allowedOrigins.join(", ")} alone` : "";
  return origin === undefined
    ? [`The token may not be used without a website${only}.`, "Say on which it is used: --origin <website>"]
    : [`The token may not be used on ${origin}${only}.`];
}

function tokenOf(api: Api, { tokenId, team }: Principal) {
  return orNothing(
    team === undefined
      ? api.getOrgToken({ params: { tokenId } })
      : api.getToken({ params: { teamId: team, tokenId } }),
  );
}

async function rolesThatWould(api: Api, asked: Asked, teamId: string): Promise<readonly string[]> {
  const [roles, issuable] = await Promise.all([
    orNothing(Array.fromAsync(api.listRoles.rows({ params: { teamId } }))),
    orNothing(api.listIssuableRoles({ params: { teamId } })),
  ]);
  const mine = new Set(issuable?.roles.map(({ id }) => id));
  const allowing = (roles ?? []).filter((role) => wouldAllow(role, asked)).map(({ id }) => id);
  // One that the person may use is the better advice.
  const best = allowing.find((id) => mine.has(id)) ?? allowing[0];
  if (best === undefined) return [];
  return [`A role that would allow it: ${best}${mine.has(best) ? " (you may use it)" : ""}.`];
}

/** Advice is no reason to fail. */
async function orNothing<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch {
    return undefined;
  }
}
