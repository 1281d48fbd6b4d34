import { EXPIRING_SOON_DAYS } from "@keywright/contract";
import type { Catalogue } from "@keywright/policy";
import type { Team } from "@keywright/verifier";
import { showEnded } from "./ended.ts";
import type { KeyRow } from "./key-queries.ts";
import type { MintedKey } from "./mint.ts";
import { showNarrowing } from "./narrowing.ts";
import type { TokenRow } from "./queries.ts";

interface Ends {
  readonly revoked_at: Date | null;
  readonly role_deleted_at: Date | null;
  readonly expires_at: Date | null;
}

export function isEnded({ revoked_at, role_deleted_at, expires_at }: Ends, now: Date): boolean {
  return revoked_at !== null || role_deleted_at !== null || (expires_at !== null && expires_at <= now);
}

interface ShowOptions {
  readonly catalogue: Catalogue;
  readonly team: Team | null;
  readonly now: Date;
}

export function showToken(row: TokenRow, { catalogue, team, now }: ShowOptions) {
  const revokedAt = row.revoked_at ?? row.role_deleted_at;
  return {
    id: row.id,
    name: row.name,
    ...(row.description !== null && { description: row.description }),
    role: {
      name: row.role_name,
      roleId: row.role_slug,
      roleType: row.role_kind,
      entityType: row.entity_type,
    },
    owner: row.owner,
    ...(row.member_id !== null && { memberId: row.member_id }),
    exposure: row.exposure,
    ...(row.narrowing && { narrowing: showNarrowing(row.narrowing, catalogue, team) }),
    createdAt: row.created_at.toISOString(),
    creator: {
      type: row.creator_type,
      id: row.creator_id,
      name: row.creator_name ?? row.creator_email ?? row.creator_id,
    },
    ...(row.creator_email !== null && { creatorEmail: row.creator_email }),
    ...showParent(row),
    expiresAt: showInstant(row.expires_at),
    lastUsedAt: showInstant(row.last_used_at),
    revoked: revokedAt !== null,
    ...(revokedAt && { revokedAt: revokedAt.toISOString() }),
    active: !isEnded(row, now),
    status: statusOf(row, now),
    ...showEnded(row, now),
  };
}

const SOON_MS = EXPIRING_SOON_DAYS * 24 * 3_600_000;

function statusOf(row: Ends, now: Date): "active" | "expiring" | "expired" | "revoked" {
  if (row.revoked_at ?? row.role_deleted_at) return "revoked";
  if (row.expires_at === null) return "active";
  if (row.expires_at <= now) return "expired";
  return row.expires_at.getTime() <= now.getTime() + SOON_MS ? "expiring" : "active";
}

function showParent({ derived_from, derived_from_key, parent_name }: TokenRow) {
  if (derived_from === null || derived_from_key === null) return {};
  return {
    derivedFrom: { tokenId: derived_from, keyId: derived_from_key, name: parent_name ?? derived_from },
  };
}

/** The one answer with a value: it is shown here and never again. */
export function showIssued(row: TokenRow, key: MintedKey, options: ShowOptions) {
  return {
    ...showToken(row, options),
    key: { id: key.id, issuedAt: key.issuedAt.toISOString() },
    token: key.value,
  };
}

/** A key ends by itself or with its token, whichever comes first. */
export function showKey(key: KeyRow, token: Ends, now: Date) {
  const { revoked_at, role_deleted_at, expires_at } = token;
  const endsAt = earliest([key.ends_at, key.expires_at, revoked_at, role_deleted_at, expires_at]);
  return {
    id: key.id,
    issuedAt: key.issued_at.toISOString(),
    expiresAt: showInstant(endsAt),
    lastUsedAt: showInstant(key.last_used_at),
    active: !isEnded(token, now) && (endsAt === null || endsAt > now),
  };
}

function earliest(instants: readonly (Date | null)[]): Date | null {
  const [first] = instants.filter((instant) => instant !== null).sort((a, b) => a.getTime() - b.getTime());
  return first ?? null;
}

function showInstant(instant: Date | null): string | null {
  return instant && instant.toISOString();
}
