import type { Tx } from "../db/database.ts";
import { runsOf } from "../secret-syncs/deliver.ts";
import { isEnded, type KeyRow, listActiveKeys, type TokenRow } from "../tokens/find.ts";
import type { Facts, Progress } from "./next-step.ts";
import { listKeyUses, listSyncNames, type RotationRow } from "./queries.ts";

/** One that nobody needs to start. */
export type GoingRow = RotationRow & Pick<Progress, "state">;

export function isGoing(row: RotationRow): row is GoingRow {
  return row.state !== "stopped";
}

export function progressOf(row: GoingRow): Progress {
  return {
    state: row.state,
    nextAt: row.next_at,
    startedAt: row.started_at,
    deliveredAt: row.delivered_at,
    overlapSeconds: row.overlap_seconds,
    quietSeconds: row.quiet_seconds,
  };
}

/** What the next step is found from. They are settled only where the token is locked. */
export async function gatherFacts(tx: Tx, row: GoingRow, token: TokenRow, now: Date): Promise<Facts> {
  const tokenEnded = isEnded(token, now);
  if (row.state === "idle" || tokenEnded) return { tokenEnded, keys: [], deliveries: [] };
  const keys = await listActiveKeys(tx, row.org_id, token.id, now);
  return {
    tokenEnded,
    keys: await withUses(tx, { row, token, keys, now }),
    deliveries: row.state === "delivering" ? await deliveriesOf(tx, row) : [],
  };
}

interface KeysOf {
  readonly row: GoingRow;
  readonly token: TokenRow;
  readonly keys: readonly KeyRow[];
  readonly now: Date;
}

async function withUses(tx: Tx, { row, token, keys, now }: KeysOf): Promise<Facts["keys"]> {
  const uses = await listKeyUses(tx, {
    orgId: token.org_id,
    tokenId: token.id,
    lineId: token.line_id ?? token.id,
    expiredBefore: new Date(now.getTime() - row.quiet_seconds * 1000),
  });
  const usedAt = new Map(uses.map((key) => [key.id, key.last_used_at]));
  return keys.map(({ id }) => ({
    id,
    isOld: row.old_key_ids.includes(id),
    lastUsedAt: usedAt.get(id) ?? null,
  }));
}

async function deliveriesOf(tx: Tx, row: GoingRow): Promise<Facts["deliveries"]> {
  const runs = await runsOf(tx, row.org_id, row.run_ids);
  const names = await listSyncNames(
    tx,
    row.org_id,
    runs.map(({ sync_id }) => sync_id),
  );
  return runs.map(({ sync_id, status, message }) => ({
    syncName: names.get(sync_id) ?? sync_id,
    status,
    message,
  }));
}
