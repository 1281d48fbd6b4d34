import type { Minted } from "@keywright/connectors";
import { noteUse } from "../app-connections/use.ts";
import type { Work } from "../changes/work.ts";
import { Refusal } from "../refusal.ts";
import { type ExternalKeyRow, findExternalKey, updateExternalKey } from "./key-queries.ts";
import { sealValue } from "./key-value.ts";
import { type Order, WRITTEN_WITHIN_SECONDS } from "./orders.ts";
import type { PlatformDeps } from "./platform.ts";
import { type ExternalTokenRow, lockExternalTokenRow } from "./queries.ts";

/** An order that the platform has filled. What it made is ours once it is written, and else is ended there again. */
export interface FilledOrder {
  readonly order: Order;
  readonly minted: Minted;
}

/** The token, if the order still stands: it took too long, or somebody has revoked the token. */
export async function lockOrdered(work: Work, { orgId, tokenId, keyId }: Order): Promise<ExternalTokenRow> {
  const row = await lockExternalTokenRow(work.tx, orgId, tokenId);
  const key = await findExternalKey(work.tx, orgId, keyId);
  const isInForce = row !== undefined && row.revoked_at === null && row.connection_id !== null;
  if (isInForce && key?.state === "issuing" && isInTime(key, work.now)) return row;
  throw new Refusal("token_ended", {
    detail:
      "The platform took too long, or the token was revoked while it was asked. What it made is ended there.",
  });
}

function isInTime({ issued_at }: ExternalKeyRow, now: Date): boolean {
  return now.getTime() - issued_at.getTime() < WRITTEN_WITHIN_SECONDS * 1000;
}

export async function keepLive(
  work: Work,
  { encryption }: PlatformDeps,
  row: ExternalTokenRow,
  { order: { keyId }, minted: { externalId, value, expiresAt } }: FilledOrder,
): Promise<void> {
  const { now } = work;
  await updateExternalKey(work.tx, row.org_id, keyId, {
    state: "live",
    external_id: externalId,
    ...(await sealValue(work.tx, encryption, row, { keyId, value, now })),
    issued_at: now,
    expires_at: expiresAt ?? null,
    next_try_at: null,
  });
  if (row.connection_id !== null) await noteUse(work.tx, row.org_id, row.connection_id, now);
}

/** What becomes of a key that is to end: from now on there is nothing of it to be delivered. */
export function endingFields(endsAt: Date) {
  return {
    state: "ending",
    data_key_id: null,
    ciphertext: null,
    ends_at: endsAt,
    next_try_at: endsAt,
  } as const;
}
