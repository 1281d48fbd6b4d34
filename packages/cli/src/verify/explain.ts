import type { Connection } from "../connection.ts";
import { restrictionText } from "../output/restriction.ts";
import { wouldAllow } from "./would-allow.ts";

export interface Asked {
  readonly permission: string;
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
}

interface Verdict {
  readonly reason?: string | undefined;
  readonly missing?: string | undefined;
  readonly missingLabel?: string | undefined;
  readonly principal?: { readonly role: string; readonly team?: string | undefined } | undefined;
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
  const { role, team } = principal;
  const lacks = missing !== undefined && `The token's role ${role} lacks ${missingLabel ?? missing}.`;
  // Roles of the organization reach teams in ways of their own: about them nothing is guessed.
  if (team === undefined) return [lacks || `The token's role ${role} does not allow it.`];
  const why = lacks ? [lacks] : await reachOf(api, role, team);
  return [...why, ...(await rolesThatWould(api, asked, team))];
}

type Api = Connection["api"];

async function reachOf(api: Api, roleId: string, teamId: string): Promise<readonly string[]> {
  const role = await orNothing(api.getRole({ params: { teamId, roleId } }));
  if (role === undefined) return [];
  // A token can have given up what its role still reaches.
  return role.restrictions.enabled
    ? [`The token's role ${roleId} reaches ${restrictionText(role.restrictions)}.`]
    : [`The token's role ${roleId} reaches all projects: the token was narrowed when it was issued.`];
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
