import type { Db } from "../db/database.ts";
import { countConnectionRows } from "./queries.ts";

export async function countAppConnections(db: Db, orgId: string, projectId: string): Promise<number> {
  return countConnectionRows(db, { orgId, projectId });
}
