import type { Work } from "../changes/work.ts";
import { Refusal } from "../refusal.ts";
import { isRevoked, joinIssuing } from "./issuing.queries.ts";

export { holdOffIssuing, joinIssuing } from "./issuing.queries.ts";

/**
 * Just before a token is stored. A token may be revoked with all it issued while it is issuing: this way either the
 * revocation waits and finds what was issued, or it came first and nothing is issued any more.
 */
export async function requireIssuerStands({ tx, caller }: Work): Promise<void> {
  if (caller.type !== "token") return;
  const { orgId, tokenId } = caller.principal;
  await joinIssuing(tx, orgId);
  if (await isRevoked(tx, orgId, tokenId)) throw new Refusal("revoked");
}
