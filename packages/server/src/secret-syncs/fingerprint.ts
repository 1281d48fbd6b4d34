import { createHmac } from "node:crypto";
import type { Db } from "../db/database.ts";
import type { Encryption } from "../encryption/data-keys.ts";
import type { Sync } from "./queries.ts";

export type Fingerprint = (name: string, value: string) => string;

/** Keyed, and with sync and name: whoever reads fingerprints can neither guess a value nor tell that two are equal. */
export async function fingerprintOf(
  db: Db,
  encryption: Encryption,
  { org_id, id }: Pick<Sync, "org_id" | "id">,
): Promise<Fingerprint> {
  const secret = await encryption.derive(db, org_id, "sync values");
  return (name, value) =>
    createHmac("sha256", secret)
      .update(JSON.stringify([id, name, value]))
      .digest("hex");
}

/** The same for the same message, so that whoever gets it twice can tell, and for no other. */
export function messageId(runId: string, parts: readonly (readonly string[])[]): string {
  const digest = createHmac("sha256", runId).update(JSON.stringify(parts)).digest("hex");
  return `${runId}_${digest.slice(0, 16)}`;
}
