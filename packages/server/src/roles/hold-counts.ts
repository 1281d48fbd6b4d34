import type { Db } from "../db/database.ts";
import { countMembersOfRoles, countTokensOfRoles, type RoleRow } from "./queries.ts";

type RoleId = Pick<RoleRow, "id">;

/** How many active tokens and members each role has, whoever may see them: plain numbers. */
export async function countHolds(
  db: Db,
  orgId: string,
  roles: readonly RoleId[],
  now: Date,
): Promise<(role: RoleId) => { tokens: number; members: number }> {
  const ids = roles.map(({ id }) => id);
  const tokens = await countTokensOfRoles(db, orgId, ids, now);
  const members = await countMembersOfRoles(db, orgId, ids);
  return ({ id }) => ({ tokens: tokens.get(id) ?? 0, members: members.get(id) ?? 0 });
}
