import { requireReached } from "../teams/team-place.ts";
import type { PrincipalCaller } from "../caller.ts";
import { transact, type Work } from "../changes/work.ts";
import { json } from "../db/json.ts";
import { Refusal } from "../refusal.ts";
import { deliverExternalToken } from "../secret-syncs/deliver.ts";
import { endThere } from "./end-there.ts";
import { type EndingDeps, endKeyRow, keepFailing } from "./ends.ts";
import { auditFields, eventOn } from "./event.ts";
import { type ExternalKeyRow, listUnendedKeys, updateExternalKey } from "./key-queries.ts";
import { endingFields } from "./live-key.ts";
import { type AskingPlace, requireReachedToken } from "./place.ts";
import {
  type ExternalTokenRow,
  findExternalTokenRow,
  lockExternalTokenRow,
  updateExternalToken,
} from "./queries.ts";
import type { RotationDeps } from "./rotate.ts";

type RevocationDeps = EndingDeps & RotationDeps;

/** What the platform has said of each key: null when it has ended it. */
type Ends = ReadonlyMap<string, Refusal | null>;

/** Has the platform end all keys of the token. Refused, and written down, when one of them has not ended. */
export async function endOnPlatform(
  deps: RevocationDeps,
  place: AskingPlace,
  caller: PrincipalCaller,
  id: string,
): Promise<Ends> {
  const db = deps.database.kysely;
  const row = requireReachedToken(place, await findExternalTokenRow(db, place.orgId, id));
  requireReached(place.connections, row);
  const keys = await listUnendedKeys(db, place.orgId, [id]);
  const ends = new Map<string, Refusal | null>();
  for (const key of keys.filter(({ state }) => state !== "issuing"))
    ends.set(key.id, await endOne(deps, row, key));
  const refused = [...ends.values()].find((end) => end !== null);
  if (!refused) return ends;
  await transact(deps.database, { now: new Date(), caller }, async (work) => {
    await revokeExternalToken(work, deps, place, { id, ends });
    await work.finish();
  });
  deps.noteActivity(place.orgId);
  throw new Refusal(refused.code, {
    detail: `${refused.message} The token is still accepted there. It is tried again by itself, and whenever you revoke it again.`,
  });
}

async function endOne(
  deps: RevocationDeps,
  row: ExternalTokenRow,
  key: ExternalKeyRow,
): Promise<Refusal | null> {
  try {
    await endThere(deps, row, key);
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error;
  }
}

interface Revocation {
  readonly id: string;
  readonly ends: Ends;
  /** Whether what the platform was not asked about counts as ended. */
  readonly forget?: boolean;
}

/** There is nothing to be delivered any more, whatever the platform goes on accepting. */
export async function revokeExternalToken(
  work: Work,
  deps: RevocationDeps,
  place: AskingPlace,
  { id, ends, forget = false }: Revocation,
): Promise<ExternalTokenRow> {
  const { tx, now } = work;
  const before = requireReachedToken(place, await lockExternalTokenRow(tx, place.orgId, id));
  requireReached(place.connections, before);
  const failing = await noteEnds(work, before, { ends, forget });
  await updateExternalToken(tx, place.orgId, id, { revoked_at: before.revoked_at ?? now, updated_at: now });
  const row = (await findExternalTokenRow(tx, place.orgId, id)) ?? before;
  const changed = { orgId: place.orgId, externalTokenId: id, trigger: "change" } as const;
  if (before.revoked_at === null) await deliverExternalToken(deps.jobs, work, changed);
  work.afterCommit(async () => deps.wake());
  work.recordEvent({
    ...eventOn(row, place.team),
    action: "external-token.revoke",
    before: auditFields(before),
    ...(forget && { after: { forgotten: true } }),
    ...(failing !== undefined && { after: { failing } }),
  });
  return row;
}

/** Answers why the platform has not ended what it was asked to end, if so. */
async function noteEnds(
  work: Work,
  row: ExternalTokenRow,
  { ends, forget }: { readonly ends: Ends; readonly forget: boolean },
): Promise<string | undefined> {
  const { tx, now } = work;
  let failing: string | undefined;
  for (const key of await listUnendedKeys(tx, row.org_id, [row.id])) {
    // What is being ordered finds the token revoked when it is to be written, and is ended then.
    if (key.state === "issuing") continue;
    const end = forget ? null : ends.get(key.id);
    failing ??= end?.message;
    if (end === null) await endKeyRow(work, key);
    else if (end) await keepFailing(work, row, { ...key, attempts: 0 }, end.message);
    // It came after the platform had been asked.
    else await updateExternalKey(tx, key.org_id, key.id, endingFields(now));
    await updateExternalKey(tx, key.org_id, key.id, { waits_for: json([]) });
  }
  return failing;
}
