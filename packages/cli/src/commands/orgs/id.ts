import type { Connection } from "../../connection.ts";
import { idOf, SLUG } from "../../named.ts";

/** By name or id. */
export function orgId({ api }: Connection, given: string): Promise<string> {
  return idOf(given, { noun: "organization", isId: SLUG, among: () => Array.fromAsync(api.listOrgs.rows()) });
}
