import type { Connection } from "../../connection.ts";
import { idOf } from "../../named.ts";

const SYNC_ID = /^syn_[0-9a-z]{26}$/;

/** The path of a sync, from its name or id. */
export async function syncParams({ api, inTeam }: Connection, given: string) {
  const among = () => Array.fromAsync(api.listSyncs.rows({ params: inTeam }));
  return { ...inTeam, syncId: await idOf(given, { noun: "sync", isId: SYNC_ID, among }) };
}
