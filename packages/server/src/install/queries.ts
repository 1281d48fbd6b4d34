import type { Db, Tx } from "../db/database.ts";

/** Keeps two servers that start together from setting up the same database. */
export async function lockInstallation(tx: Tx): Promise<void> {
  await tx.selectFrom("revision").select("value").forUpdate().executeTakeFirstOrThrow();
}

export async function findHomeOrg(db: Db): Promise<{ id: string; slug: string } | undefined> {
  return db.selectFrom("org").select(["id", "slug"]).where("home", "=", true).executeTakeFirst();
}

export async function hasSigningKeys(db: Db): Promise<boolean> {
  return (await db.selectFrom("signing_key").select("kid").limit(1).executeTakeFirst()) !== undefined;
}
