import type { EndChange } from "@keywright/verifier";
import type { Db } from "../db/database.ts";
import { keyEnded, tokenEnded } from "./ends.ts";

/**
 * For the snapshot: every token that ended before its JWT does. Tokens of deleted roles are left out: the role alone
 * refuses them, however many they are.
 */
export async function endedTokens(db: Db, now: Date, forgottenBefore: Date): Promise<EndChange[]> {
  const rows = await db
    .selectFrom("token")
    .innerJoin("role", (join) =>
      join.onRef("role.org_id", "=", "token.org_id").onRef("role.id", "=", "token.role_id"),
    )
    .select(["token.org_id", "token.id", "token.revoked_at", "token.expires_at", "token.forget_at"])
    .where("role.deleted_at", "is", null)
    .where(({ or, eb }) =>
      or([eb("token.forget_at", "is", null), eb("token.forget_at", ">", forgottenBefore)]),
    )
    .where(({ or, eb }) =>
      or([
        eb("token.revoked_at", "is not", null),
        // Shortened: it expires before its keys do.
        eb("token.expires_at", "is distinct from", eb.ref("token.forget_at")),
      ]),
    )
    .execute();
  return rows.map((row) =>
    row.revoked_at
      ? tokenEnded(row, { endsAt: row.revoked_at, now })
      : tokenEnded(row, { endsAt: row.expires_at as Date, now }, "expired"),
  );
}

export async function endedKeys(db: Db, now: Date, forgottenBefore: Date): Promise<EndChange[]> {
  const rows = await db
    .selectFrom("token_key")
    .innerJoin("token", (join) =>
      join.onRef("token.org_id", "=", "token_key.org_id").onRef("token.id", "=", "token_key.token_id"),
    )
    .innerJoin("role", (join) =>
      join.onRef("role.org_id", "=", "token.org_id").onRef("role.id", "=", "token.role_id"),
    )
    .select(["token_key.org_id", "token_key.id", "token_key.expires_at", "token_key.ends_at"])
    .where("role.deleted_at", "is", null)
    .where("token.revoked_at", "is", null)
    .where("token_key.ends_at", "is not", null)
    .where(({ or, eb }) =>
      or([eb("token_key.expires_at", "is", null), eb("token_key.expires_at", ">", forgottenBefore)]),
    )
    .execute();
  return rows.map((row) => keyEnded(row, { endsAt: row.ends_at as Date, now }));
}
