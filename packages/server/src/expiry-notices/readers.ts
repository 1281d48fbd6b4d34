import type { Db } from "../db/database.ts";
import { type HeldToken, hasJoined, listOwnerIds } from "./queries.ts";

const OWNERS_MAX = 20;

/**
 * Whom a letter about the token goes to: the member it belongs to, else who issued it and is still there, else the owners
 * of its place. A team that nobody owns is the organization's owners' to look after.
 */
export async function readersOf(
  db: Db,
  { org_id: orgId, team_id: teamId, member_id, issuer_id }: HeldToken,
): Promise<readonly string[]> {
  const level = { orgId, teamId };
  for (const id of [member_id, issuer_id]) {
    if (id !== null && (await hasJoined(db, level, id))) return [id];
  }
  const owners = await listOwnerIds(db, level, OWNERS_MAX);
  if (owners.length > 0 || teamId === null) return owners;
  return listOwnerIds(db, { orgId, teamId: null }, OWNERS_MAX);
}
