import type { Db, Tx } from "../db/database.ts";

/** Keeps two servers that start together from setting up the same database. */
export async function lockInstallation(tx: Tx): Promise<void> {
  await tx.selectFrom("revision").select("value").forUpdate().executeTakeFirstOrThrow();
}

export async function hasSigningKeys(db: Db): Promise<boolean> {
  return (await db.selectFrom("signing_key").select("kid").limit(1).executeTakeFirst()) !== undefined;
}

interface FirstTeamRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

/** The oldest team of the organization. */
export async function findFirstTeam(db: Db, orgId: string): Promise<FirstTeamRow | undefined> {
  return db
    .selectFrom("team")
    .select(["id", "slug", "name"])
    .where("org_id", "=", orgId)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
}

export async function hasTokens(db: Db, orgId: string): Promise<boolean> {
  const row = await db
    .selectFrom("token")
    .select("id")
    .where("org_id", "=", orgId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
