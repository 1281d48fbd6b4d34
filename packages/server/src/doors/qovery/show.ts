import { uuidOf } from "../../ids.ts";
import type { TokenRow } from "../../tokens/find.ts";

/** As Qovery's clients know a token; what it has here besides is there too. */
export function showApiToken(row: TokenRow) {
  return {
    id: uuidOf(row.id),
    created_at: row.created_at.toISOString(),
    name: row.name,
    ...(row.description !== null && { description: row.description }),
    role_name: row.role_name,
    role_id: uuidOf(row.role_id),
    creator_name: creatorName(row),
    expires_at: row.expires_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
  };
}

export function creatorName({ creator_name, creator_email, creator_id }: TokenRow): string {
  return creator_name ?? creator_email ?? creator_id;
}
