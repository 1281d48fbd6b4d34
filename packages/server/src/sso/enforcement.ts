import type { Db } from "../db/database.ts";
import { isEnforced } from "./queries.ts";

/** Whether people of this address reach the organization by its single sign-on alone. */
export async function mustUseSso(db: Db, orgId: string, email: string): Promise<boolean> {
  return isEnforced(db, orgId, domainOf(email));
}

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1).toLowerCase();
}
