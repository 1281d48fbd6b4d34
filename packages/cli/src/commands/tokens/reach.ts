import type { Connection } from "../../connection.ts";
import type { LevelOption } from "../../level.ts";
import { reachText } from "../roles/reach-text.ts";
import type { Token } from "./at.ts";
import { narrowingText } from "./shown.ts";

/** ` (projects: web-shop)`: what a token reaches, behind the name of its role. Nothing where that is not for the caller. */
export async function reachOf(
  connection: Connection,
  options: LevelOption,
  token: Pick<Token, "role" | "narrowing">,
): Promise<string> {
  const reach = await reachOfRole(connection, options, token.role.roleId);
  const narrowing = narrowingText(token);
  const parts = [reach, narrowing && `narrowed to ${narrowing}`].filter(Boolean);
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}

/** Where its role is restricted, to what. */
export async function reachOfRole(
  { api, inTeam }: Connection,
  { orgLevel }: LevelOption,
  roleId: string,
): Promise<string | undefined> {
  const asking = orgLevel
    ? api.getOrgRole({ params: { roleId } })
    : api.getRole({ params: { ...inTeam, roleId } });
  try {
    const role = await asking;
    return role.restrictions.enabled ? reachText(role) : undefined;
  } catch {
    return undefined;
  }
}
