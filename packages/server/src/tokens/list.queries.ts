import { type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import type { Db } from "../db/database.ts";
import type { Schema } from "../db/schema.ts";
import type { Level } from "../roles/queries.ts";

/** Which tokens somebody may see; undefined: all. */
export type Visible =
  | {
      readonly roleIds: readonly string[];
      /** The token or member who looks: they see themselves, what is theirs, and what they have issued. */
      readonly principalId: string;
    }
  | undefined;

export type TokenStatus = "active" | "expiring" | "expired" | "revoked";

export interface TokenFilter {
  readonly visible?: Visible;
  readonly now: Date;
  /** Undefined: whatever has become of them. */
  readonly status?: TokenStatus | undefined;
  /** For `expiring`: before this. */
  readonly expiringBefore: Date;
  /** Those that have, or have not, been used or issued since. */
  readonly usedSince?: { readonly instant: Date; readonly used: boolean } | undefined;
  readonly roleSlug?: string | undefined;
  readonly owner?: "member" | "team" | undefined;
  readonly exposure?: "secret" | "publishable" | undefined;
  readonly createdBy?: string | undefined;
  readonly search?: string | undefined;
}

/** The ids of the tokens that somebody may see, for use within another query. */
export function visibleTokenIds(
  db: Db,
  { orgId, teamId }: Level,
  visible: Visible,
): SelectQueryBuilder<Schema, "token", { id: string }> {
  const tokens = db
    .selectFrom("token")
    .select("token.id")
    .where("token.org_id", "=", orgId)
    .where("token.team_id", teamId === null ? "is" : "=", teamId);
  if (!visible) return tokens;
  return tokens.where(({ or, eb }) =>
    or([
      ...(visible.roleIds.length > 0 ? [eb("token.role_id", "in", visible.roleIds)] : []),
      eb("token.id", "=", visible.principalId),
      eb("token.member_id", "=", visible.principalId),
      eb("token.creator_id", "=", visible.principalId),
    ]),
  );
}

export async function listVisibleAmong(
  db: Db,
  level: Level,
  visible: Visible,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await visibleTokenIds(db, level, visible).where("token.id", "in", ids).execute();
  return rows.map(({ id }) => id);
}

function filteredTokens(db: Db, level: Level, filter: TokenFilter) {
  const { visible, now, status, expiringBefore, usedSince, roleSlug, owner, exposure, createdBy } = filter;
  let query = visibleTokenIds(db, level, visible).innerJoin("role", (join) =>
    join.onRef("role.org_id", "=", "token.org_id").onRef("role.id", "=", "token.role_id"),
  );
  if (status === "revoked") {
    query = query.where(({ or, eb }) =>
      or([eb("token.revoked_at", "is not", null), eb("role.deleted_at", "is not", null)]),
    );
  } else if (status) {
    query = query.where("token.revoked_at", "is", null).where("role.deleted_at", "is", null);
  }
  if (status === "active" || status === "expiring") query = query.where(EXPIRY, ">", now);
  if (status === "expiring") query = query.where(EXPIRY, "<=", expiringBefore);
  if (status === "expired") query = query.where(EXPIRY, "<=", now);
  if (usedSince) query = query.where(LAST_SIGN, usedSince.used ? ">=" : "<", usedSince.instant);
  if (roleSlug) query = query.where("role.slug", "=", roleSlug);
  if (owner) query = query.where("token.owner", "=", owner);
  if (exposure) query = query.where("token.exposure", "=", exposure);
  if (createdBy) query = query.where("token.creator_id", "=", createdBy);
  if (filter.search) {
    const pattern = `%${filter.search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    query = query.where(({ or, eb }) =>
      or([eb("token.name", "ilike", pattern), eb("token.description", "ilike", pattern)]),
    );
  }
  return query;
}

/** As the index has it: what never expires does so after everything else. */
const EXPIRY = sql<Date>`coalesce(token.expires_at, 'infinity'::timestamptz)`;
const LAST_SIGN = sql<Date>`coalesce(token.last_used_at, token.created_at)`;

export type TokenSort = "name" | "createdAt" | "expiresAt" | "lastUsedAt";

/** Where a row stands in an order: what it is sorted by, as `keyOf` writes it, and its id. */
export interface Position {
  readonly key: string;
  readonly id: string;
}

interface SortKey {
  /** As an index has it, where there is one. */
  readonly column: RawBuilder<unknown>;
  /** The same as text that loses nothing, and back. */
  readonly written: RawBuilder<string>;
  readonly read: (key: string) => RawBuilder<unknown>;
}

function instantKey(name: string, ifNull: "infinity" | "-infinity"): SortKey {
  const stored = sql.ref(`token.${name}`);
  const never = sql`${sql.lit(ifNull)}::timestamptz`;
  return {
    column: sql`coalesce(${stored}, ${never})`,
    written: sql<string>`coalesce((extract(epoch from ${stored}) * 1000000)::bigint::text, '')`,
    // Whole microseconds, as Postgres keeps them: milliseconds would skip rows, or show them twice.
    read: (key) =>
      key === "" ? never : sql`('epoch'::timestamptz + ${key}::float8 * interval '1 microsecond')`,
  };
}

const LOWER_NAME = sql<string>`(lower(token.name) collate "C")`;
/** The order of age is that of ids. */
const SORT_KEYS: Record<Exclude<TokenSort, "createdAt">, SortKey> = {
  name: { column: LOWER_NAME, written: LOWER_NAME, read: (key) => sql`${key}::text` },
  expiresAt: instantKey("expires_at", "infinity"),
  lastUsedAt: instantKey("last_used_at", "-infinity"),
};

export interface TokenWindow {
  readonly sort: TokenSort;
  readonly descending: boolean;
  /** The row after which the page begins. */
  readonly after: Position | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** The rows of one page by what they are sorted by, in their order. */
export async function listTokenPositions(
  db: Db,
  level: Level,
  filter: TokenFilter,
  { sort, descending, after, limit, offset }: TokenWindow,
): Promise<Position[]> {
  const key = sort === "createdAt" ? undefined : SORT_KEYS[sort];
  const direction = descending ? "desc" : "asc";
  let query = filteredTokens(db, level, filter).select((key?.written ?? sql<string>`''`).as("key"));
  if (after) query = query.where(isBeyond(key, after, descending));
  if (key) query = query.orderBy(key.column, direction);
  return query.orderBy("token.id", direction).limit(limit).offset(offset).execute();
}

function isBeyond(key: SortKey | undefined, after: Position, descending: boolean): RawBuilder<boolean> {
  const beyond = sql.raw(descending ? "<" : ">");
  return key
    ? sql<boolean>`(${key.column}, token.id) ${beyond} (${key.read(after.key)}, ${after.id})`
    : sql<boolean>`token.id ${beyond} ${after.id}`;
}

/** How many there are, counted no further than `max` where that is given. */
export async function countTokens(db: Db, level: Level, filter: TokenFilter, max?: number): Promise<number> {
  const found = filteredTokens(db, level, filter);
  const { count } = await db
    .selectFrom((max === undefined ? found : found.limit(max)).as("found"))
    .select(sql<number>`count(*)::int`.as("count"))
    .executeTakeFirstOrThrow();
  return count;
}
