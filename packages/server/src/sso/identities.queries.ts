import type { Insertable } from "kysely";
import type { Db, Tx } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";

interface IdentityRow {
  readonly id: string;
  readonly member_id: string;
  readonly user_id: string | null;
}

export async function findIdentity(
  db: Db,
  { org_id, id: ssoId }: { org_id: string; id: string },
  subject: string,
): Promise<IdentityRow | undefined> {
  return db
    .selectFrom("sso_identity")
    .innerJoin("member", (join) =>
      join
        .onRef("member.org_id", "=", "sso_identity.org_id")
        .onRef("member.id", "=", "sso_identity.member_id"),
    )
    .select(["sso_identity.id", "sso_identity.member_id", "member.user_id"])
    .where("sso_identity.org_id", "=", org_id)
    .where("sso_identity.sso_id", "=", ssoId)
    .where("sso_identity.subject", "=", subject)
    .executeTakeFirst();
}

/** False when the subject is another member already, or the member another subject. */
export async function insertIdentity(tx: Tx, row: Insertable<Schema["sso_identity"]>): Promise<boolean> {
  const inserted = await tx
    .insertInto("sso_identity")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}
