// What connections and projects ask before they go: tokens that were made through them, and that a platform still accepts.
import type { Db } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { countUnendedTokens } from "./queries.ts";

/** Without it nobody could end its tokens. */
export async function refuseConnectionWithTokens(db: Db, orgId: string, connectionId: string): Promise<void> {
  const count = await countUnendedTokens(db, orgId, { connection_id: connectionId });
  if (count === 0) return;
  throw new Refusal("app_connection_in_use", {
    detail: `Through the app connection ${tokens(count)} made that the platform still accepts. Revoke them first.`,
  });
}

/** Nobody here would know of them any more: a project never takes them along. */
export async function refuseProjectWithTokens(db: Db, orgId: string, projectId: string): Promise<void> {
  const count = await countUnendedTokens(db, orgId, { project_id: projectId });
  if (count === 0) return;
  throw new Refusal("project_not_empty", {
    detail: `For the project ${tokens(count)} made on other platforms, which still accept them. Revoke them first.`,
  });
}

function tokens(count: number): string {
  return count === 1 ? "1 external token was" : `${count} external tokens were`;
}
