import type { Connection } from "../../connection.ts";
import type { LevelOption } from "../../level.ts";
import { restrictionText } from "../../output/restriction.ts";
import type { Token } from "./at.ts";
import { narrowingText } from "./shown.ts";

/** ` (projects: web-shop)`: what a token reaches, behind the name of its role. Nothing where that is not for the caller. */
export async function reachOf(
  { api, inTeam }: Connection,
  { orgLevel }: LevelOption,
  token: Pick<Token, "role" | "narrowing">,
): Promise<string> {
  const { roleId } = token.role;
  const reach = await (orgLevel ? teamsOf(api, roleId) : projectsOf(api, { ...inTeam, roleId })).catch(
    () => undefined,
  );
  const narrowing = narrowingText(token);
  const parts = [reach, narrowing && `narrowed to ${narrowing}`].filter(Boolean);
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}

type Api = Connection["api"];

async function projectsOf(api: Api, params: { readonly roleId: string }): Promise<string | undefined> {
  const { restrictions } = await api.getRole({ params });
  return restrictions.enabled ? restrictionText(restrictions) : undefined;
}

async function teamsOf(api: Api, roleId: string): Promise<string | undefined> {
  const { restrictions } = await api.getOrgRole({ params: { roleId } });
  if (!restrictions.enabled) return undefined;
  return `teams: ${restrictions.teams.map(({ teamId }) => teamId).join(", ") || "none"}`;
}
