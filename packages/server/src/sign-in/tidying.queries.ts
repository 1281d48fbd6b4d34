import type { Tx } from "../db/database.ts";

export async function deleteExpired(tx: Tx, now: Date): Promise<void> {
  await tx.deleteFrom("session").where("expires_at", "<", now).execute();
  await tx.deleteFrom("one_time_value").where("expires_at", "<", now).execute();
  await tx.deleteFrom("invitation").where("expires_at", "<", now).execute();
  await tx.deleteFrom("setup_link").where("expires_at", "<", now).execute();
  await tx.deleteFrom("login_request").where("expires_at", "<", now).execute();
}
