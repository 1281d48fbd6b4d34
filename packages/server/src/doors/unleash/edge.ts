import type { Authority } from "../../authority/authority.ts";
import { NOWHERE, usedFrom } from "../../http/access.ts";
import { Refusal } from "../../refusal.ts";
import { kindOf } from "./kinds.ts";
import { showReach } from "./show.ts";

/** Those that work, of a team: to hold one is all it takes to ask about it. */
export async function validTokens(authority: Authority, given: readonly unknown[]) {
  const texts = given.filter((text) => typeof text === "string");
  const shown = await Promise.all(texts.map((token) => showValid(authority, token)));
  return shown.filter((token) => token !== undefined);
}

async function showValid(authority: Authority, token: string) {
  const { state } = authority;
  // Whoever asks does not say where it was used, and would take it from everywhere: one that is bound is not valid here.
  const verdict = usedFrom(NOWHERE, await authority.authenticate(token));
  if (!verdict.allowed) {
    if (verdict.reason === "stale") throw new Refusal("stale");
    return undefined;
  }
  const { orgId, teamId, roleId, publishable, authority: held } = verdict.principal;
  const team = state.orgs.byId(orgId)?.teams.byId(teamId ?? "");
  const role = team?.roles.byId(roleId);
  if (!team || !role) return undefined;
  const { projects, environments } = held.narrowing ?? { projects: null, environments: null };
  const narrowing = {
    ...(projects && { pr: [...projects] }),
    ...(environments && { e: [...environments] }),
  };
  return {
    token,
    type: kindOf(role.slug, publishable),
    ...showReach({ catalogue: state.catalogue, team }, roleId, narrowing),
  };
}
