import type { Tx } from "../db/database.ts";
import { deleteTrustRuleRows } from "./queries.ts";

// For those who take more than the rules themselves along; what they issued is theirs to revoke.

export async function deleteTrustRulesById(tx: Tx, orgId: string, ids: readonly string[]): Promise<void> {
  await deleteTrustRuleRows(tx, orgId, { ids });
}

/** Of a role that is being deleted: there is nothing left to issue from. Answers their names. */
export async function deleteTrustRulesOfRole(tx: Tx, orgId: string, roleId: string): Promise<string[]> {
  return deleteTrustRuleRows(tx, orgId, { roleId });
}
