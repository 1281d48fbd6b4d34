import { KEYS_PER_TOKEN_MAX } from "@keywright/contract";
import { requireReached } from "../teams/team-place.ts";
import type { Work } from "../changes/work.ts";
import { json } from "../db/json.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { Refusal } from "../refusal.ts";
import { deliverExternalToken } from "../secret-syncs/deliver.ts";
import { endThere } from "./end-there.ts";
import { auditFields, eventOn } from "./event.ts";
import { type ExternalKeyRow, listUnendedKeys, updateExternalKey } from "./key-queries.ts";
import { endingFields, type FilledOrder, keepLive, lockOrdered } from "./live-key.ts";
import { fillOrder, forgetOrder, newOrder, ORDER_SECONDS, writeOrder } from "./orders.ts";
import { type AskingPlace, requireReachedToken } from "./place.ts";
import { openPlatform, type PlatformDeps } from "./platform.ts";
import { type ExternalTokenRow, findExternalTokenRow, updateExternalToken } from "./queries.ts";
import { readExpiry, requireExpiry } from "./spec.ts";

export interface RotationDeps extends PlatformDeps {
  readonly jobs: Jobs;
  /** There is something to end. */
  readonly wake: () => void;
}

interface RotationRequest {
  readonly id: string;
  readonly expiresAt?: string | null | undefined;
  readonly lifetimeSeconds?: number | undefined;
}

/** Has the platform make another key for the token. */
export async function orderRotation(
  deps: PlatformDeps,
  place: AskingPlace,
  { id, ...lifetime }: RotationRequest,
): Promise<FilledOrder> {
  const db = deps.database.kysely;
  const row = requireReachedToken(place, await findExternalTokenRow(db, place.orgId, id));
  requireReached(place.connections, row);
  if (row.revoked_at !== null)
    throw new Refusal("token_ended", { detail: "The external token has been revoked." });
  const platform = await openPlatform(deps, { orgId: place.orgId, connectionId: row.connection_id });
  const keys = await listUnendedKeys(db, place.orgId, [id]);
  if (keys.length >= KEYS_PER_TOKEN_MAX) {
    throw new Refusal("too_many_keys", {
      detail: `The platform accepts ${keys.length} keys of the token. Have the old ones ended first.`,
    });
  }
  const expiresAt = expiryLike(keys, lifetime);
  requireExpiry(platform, expiresAt);
  await endInterrupted(deps, row, keys);
  const order = newOrder(place.orgId, row, false);
  await writeOrder(deps, { order, platform });
  return { order, minted: await fillOrder(deps, platform, { order, spec: row.spec, expiresAt }) };
}

/** Unless it is told, the new key lives as long as the one that it replaces was to. */
function expiryLike(
  keys: readonly ExternalKeyRow[],
  lifetime: Omit<RotationRequest, "id">,
): Date | undefined {
  const now = new Date();
  const told = lifetime.lifetimeSeconds !== undefined || lifetime.expiresAt !== undefined;
  const live = keys.find(({ state }) => state === "live");
  if (told || !live?.expires_at) return readExpiry(lifetime, now);
  return new Date(now.getTime() + live.expires_at.getTime() - live.issued_at.getTime());
}

/** Before another is ordered, what an interrupted order may have left is looked for and ended. */
async function endInterrupted(
  deps: PlatformDeps,
  row: ExternalTokenRow,
  keys: readonly ExternalKeyRow[],
): Promise<void> {
  const ordered = keys.find(({ state }) => state === "issuing");
  if (!ordered) return;
  if (Date.now() < ordered.issued_at.getTime() + ORDER_SECONDS * 1000)
    throw new Refusal("rotation_under_way");
  await endThere(deps, row, ordered);
  await forgetOrder(deps, { orgId: row.org_id, tokenId: row.id, keyId: ordered.id, isNew: false });
}

/** The new key takes the place of the old one, which ends when it has been delivered. */
export async function rotateExternalToken(
  work: Work,
  deps: RotationDeps,
  place: AskingPlace,
  { keepOldSeconds, ...filled }: FilledOrder & { readonly keepOldSeconds: number },
): Promise<ExternalTokenRow> {
  const ordered = requireReachedToken(place, await lockOrdered(work, filled.order));
  requireReached(place.connections, ordered);
  const endsAt = new Date(work.now.getTime() + keepOldSeconds * 1000);
  const before = await listUnendedKeys(work.tx, ordered.org_id, [ordered.id]);
  const old = before.filter(({ id }) => id !== filled.order.keyId);
  const replaced = old.find(({ state }) => state === "live");
  if (replaced) await updateExternalKey(work.tx, replaced.org_id, replaced.id, endingFields(endsAt));
  await keepLive(work, deps, ordered, filled);
  await updateExternalToken(work.tx, ordered.org_id, ordered.id, { updated_at: work.now });
  const changed = { orgId: ordered.org_id, externalTokenId: ordered.id, trigger: "rotation" } as const;
  const waitsFor = json(await deliverExternalToken(deps.jobs, work, changed));
  // Also those before, whose own successor may never have arrived.
  for (const key of old) await updateExternalKey(work.tx, key.org_id, key.id, { waits_for: waitsFor });
  work.afterCommit(async () => deps.wake());
  const row = (await findExternalTokenRow(work.tx, ordered.org_id, ordered.id)) ?? ordered;
  work.recordEvent({
    ...eventOn(row, place.team),
    action: "external-token.rotate",
    before: auditFields(ordered),
    after: { ...auditFields(row), keepOldSeconds },
  });
  return row;
}
