import type { Db } from "../db/database.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import { requireVariables } from "./destination.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { ownedBy } from "./owned.ts";
import type { Standing } from "./plan.ts";
import { readPresent } from "./present.ts";
import type { UnderWay } from "./under-way.ts";
import { listVariables } from "./variable-queries.ts";

/** What is there, and what is known of it, against what is wanted. */
export async function readStanding(
  { db, encryption }: { readonly db: Db; readonly encryption: Encryption },
  { sync, opened: { connector, credentials }, http }: Omit<UnderWay, "run">,
  wanted: ReadonlyMap<string, string>,
): Promise<Standing> {
  const { destination } = sync;
  const present = await readPresent(requireVariables(connector), { http, credentials, destination, wanted });
  const variables = await listVariables(db, { orgId: sync.org_id, syncId: sync.id });
  return {
    wanted,
    present,
    known: new Map(variables.map(({ name, delivered, tried }) => [name, { delivered, tried }])),
    owned: ownedBy(sync),
    deletes: sync.deletes,
    settled: sync.settled,
    fingerprint: await fingerprintOf(db, encryption, sync),
  };
}
