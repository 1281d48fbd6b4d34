import { type EndingDeps, endKey } from "./ends.ts";
import { findExternalKey, updateExternalKey } from "./key-queries.ts";
import type { FilledOrder } from "./live-key.ts";

/**
 * For an order that the platform has filled and that was not written: ends there what it made. When that fails the order is
 * there for all to see, and is tried again.
 */
export async function undoOrder(deps: EndingDeps, { order, minted }: FilledOrder): Promise<void> {
  const { orgId, keyId } = order;
  const { kysely } = deps.database;
  const key = await findExternalKey(kysely, orgId, keyId);
  // It was written, and only the word of it was lost; or somebody has dealt with it already.
  if (key?.state !== "issuing") return;
  const external_id = minted.externalId;
  await kysely.transaction().execute((tx) => updateExternalKey(tx, orgId, keyId, { external_id }));
  await endKey(deps, { ...key, external_id });
}
