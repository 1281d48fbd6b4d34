import type { Tx } from "../db/database.ts";
import { Refusal } from "../refusal.ts";
import { areDisjoint, type Owned } from "./key-schema.ts";
import { ownedBy } from "./owned.ts";
import type { SeesSync } from "./place.ts";
import { listSyncsTo, lockDestination } from "./queries.ts";

interface Candidate {
  readonly orgId: string;
  /** Of the sync itself, when it is there already. */
  readonly id?: string | undefined;
  readonly destinationHash: string;
  readonly owned: Owned;
}

/** Two syncs that write the same names would take turns for ever. Until commit no other comes to this destination. */
export async function refuseConflict(
  tx: Tx,
  { orgId, id, destinationHash, owned }: Candidate,
  sees: SeesSync,
): Promise<void> {
  await lockDestination(tx, destinationHash);
  const others = await listSyncsTo(tx, orgId, destinationHash);
  const rivals = others.filter((other) => other.id !== id && !areDisjoint(owned, ownedBy(other)));
  const [rival] = rivals;
  if (!rival) return;
  const seen = rivals.find(sees);
  const who = seen ? `The sync '${seen.name}'` : "Another sync, which you may not see,";
  throw new Refusal("sync_conflict", {
    detail:
      `${who} writes to this destination, and the names of both overlap. Choose another destination, or give both key ` +
      "schemas that begin or end differently.",
  });
}
