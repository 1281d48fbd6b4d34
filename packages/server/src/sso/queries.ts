import type { Insertable, Selectable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";

export type SsoRow = Selectable<Schema["org_sso"]>;

/** Until commit nobody else changes how the organization signs in. */
export async function lockOrg(tx: Tx, orgId: string): Promise<void> {
  await tx.selectFrom("org").select("id").where("id", "=", orgId).forNoKeyUpdate().executeTakeFirst();
}

export async function findSso(db: Db, orgId: string): Promise<SsoRow | undefined> {
  return db.selectFrom("org_sso").selectAll().where("org_id", "=", orgId).executeTakeFirst();
}

/** The same, and it stays until this transaction has ended. */
export async function keepSso(tx: Tx, orgId: string): Promise<SsoRow | undefined> {
  return tx.selectFrom("org_sso").selectAll().where("org_id", "=", orgId).forShare().executeTakeFirst();
}

export async function listDomains(db: Db, orgId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("sso_domain")
    .select("domain")
    .where("org_id", "=", orgId)
    .orderBy("domain")
    .execute();
  return rows.map(({ domain }) => domain);
}

export async function putSso(tx: Tx, row: Insertable<Schema["org_sso"]>): Promise<void> {
  const { org_id: _, created_at: __, ...changing } = row;
  await tx
    .insertInto("org_sso")
    .values(row)
    .onConflict((conflict) => conflict.column("org_id").doUpdateSet(changing))
    .execute();
}

/** Domains, identities, their sessions and sign-ins under way go along by foreign keys. */
export async function deleteSso(tx: Tx, orgId: string): Promise<void> {
  await tx.deleteFrom("org_sso").where("org_id", "=", orgId).execute();
}

export async function deleteDomains(tx: Tx, orgId: string): Promise<void> {
  await tx.deleteFrom("sso_domain").where("org_id", "=", orgId).execute();
}

/** False when another organization has it. */
export async function insertDomain(tx: Tx, orgId: string, domain: string): Promise<boolean> {
  const inserted = await tx
    .insertInto("sso_domain")
    .values({ org_id: orgId, domain })
    .onConflict((conflict) => conflict.column("domain").doNothing())
    .returning("domain")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Of members whose address is in none of the organization's domains; their sessions go along. */
export async function deleteForeignIdentities(
  tx: Tx,
  orgId: string,
  domains: readonly string[],
): Promise<void> {
  await tx
    .deleteFrom("sso_identity")
    .using("member")
    .whereRef("member.org_id", "=", "sso_identity.org_id")
    .whereRef("member.id", "=", "sso_identity.member_id")
    .where("sso_identity.org_id", "=", orgId)
    .where(({ eb, fn, val }) => eb(fn("split_part", ["member.email", val("@"), val(2)]), "not in", domains))
    .execute();
}

/** How the people of this domain sign in, wherever it is: they have not said which organization is theirs. */
export async function findSsoOfDomain(
  db: Db,
  domain: string,
): Promise<(SsoRow & { slug: string }) | undefined> {
  return db
    .selectFrom("sso_domain")
    .innerJoin("org_sso", "org_sso.org_id", "sso_domain.org_id")
    .innerJoin("org", "org.id", "org_sso.org_id")
    .selectAll("org_sso")
    .select("org.slug")
    .where("sso_domain.domain", "=", domain)
    .where("org.suspended_at", "is", null)
    .executeTakeFirst();
}

export async function findSsoOfSlug(db: Db, slug: string): Promise<(SsoRow & { slug: string }) | undefined> {
  return db
    .selectFrom("org_sso")
    .innerJoin("org", "org.id", "org_sso.org_id")
    .selectAll("org_sso")
    .select("org.slug")
    .where("org.slug", "=", slug)
    .where("org.suspended_at", "is", null)
    .executeTakeFirst();
}

export async function isEnforced(db: Db, orgId: string, domain: string): Promise<boolean> {
  const row = await db
    .selectFrom("org_sso")
    .innerJoin("sso_domain", "sso_domain.org_id", "org_sso.org_id")
    .select("org_sso.id")
    .where("org_sso.org_id", "=", orgId)
    .where("org_sso.enforce", "=", true)
    .where("sso_domain.domain", "=", domain)
    .executeTakeFirst();
  return row !== undefined;
}
