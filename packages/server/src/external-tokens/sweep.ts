import { type Repeated, repeat } from "../repeat.ts";
import { deliveryOf } from "./deliveries.ts";
import { type EndingDeps, endKey, noteUndelivered } from "./ends.ts";
import { claimDueExternalKey, type ExternalKeyRow, updateExternalKey } from "./key-queries.ts";
import { ORDER_SECONDS } from "./orders.ts";

const EVERY_MS = 3000;
const AT_A_TIME_MAX = 100;
const LOOK_AGAIN_AFTER_MS = 2000;

/** Ends, one after the other, the keys whose turn it is. Of several servers one asks for each. */
export async function endDueKeys(deps: EndingDeps, until: AbortSignal): Promise<number> {
  for (let ended = 0; ; ended++) {
    if (ended >= AT_A_TIME_MAX || until.aborted) return ended;
    const key = await claimDue(deps, new Date());
    if (!key) return ended;
    await endWhenDelivered(deps, key, until);
  }
}

function claimDue({ database }: EndingDeps, now: Date): Promise<ExternalKeyRow | undefined> {
  const nextTryAt = new Date(now.getTime() + ORDER_SECONDS * 1000);
  return database.kysely.transaction().execute((tx) => claimDueExternalKey(tx, { now, nextTryAt }));
}

async function endWhenDelivered(deps: EndingDeps, key: ExternalKeyRow, until: AbortSignal): Promise<void> {
  const delivery = await deliveryOf(deps.database.kysely, key);
  if (delivery === "done") return endKey(deps, key, until);
  if (delivery === "under way") return lookAgainSoon(deps, key);
  return noteUndelivered(
    deps,
    key,
    `${delivery.failed} Until the new key has been delivered, the old one is left as it is.`,
  );
}

async function lookAgainSoon({ database }: EndingDeps, { org_id, id }: ExternalKeyRow): Promise<void> {
  const soon = { next_try_at: new Date(Date.now() + LOOK_AGAIN_AFTER_MS) };
  await database.kysely.transaction().execute((tx) => updateExternalKey(tx, org_id, id, soon));
}

export function startSweeps(deps: EndingDeps, onError: (error: Error) => void): Repeated {
  return repeat(EVERY_MS, (until) => endDueKeys(deps, until), onError);
}
