import { query } from "./database.ts";

export interface Amounts {
  readonly tokens: number;
  /** So many of the tokens are revoked, long before they expire. */
  readonly revoked: number;
  readonly roles: number;
}

/**
 * Multiplies a token and its role, in the database itself: what years of issuing would leave there. The server is not
 * told, and has to be started again.
 */
export async function multiply(databaseUrl: string, tokenId: string, amounts: Amounts): Promise<void> {
  const { tokens, revoked, roles } = amounts;
  await query(databaseUrl, ROLES, [tokenId, roles]);
  await query(databaseUrl, TOKENS, [tokenId, tokens, revoked]);
  await query(databaseUrl, KEYS, [tokenId, tokens]);
  // As the database would do by itself some minutes later, in the middle of the measurement.
  await query(databaseUrl, "vacuum analyze");
}

const NUMBERED = "lpad(number::text, 26, '0')";

/** Each with a dozen permissions, not all the same. */
const ROLES = `
  insert into role (org_id, id, team_id, slug, name, kind, permissions, restrictions, created_at, updated_at)
  select role.org_id, 'role_' || ${NUMBERED}, role.team_id, role.slug || '-' || number, role.name, kind,
    jsonb_set(role.permissions, '{projectScope}', dozen.permissions), restrictions, role.created_at, role.updated_at
  from role join token on token.org_id = role.org_id and token.role_id = role.id,
    generate_series(1, $2::int) as number,
    lateral (
      select jsonb_agg(permission) as permissions
      from (
        select permission from permission where permission like 'project:%'
        order by md5(permission || number) limit 12
      ) as taken
    ) as dozen
  where token.id = $1`;

const TOKENS = `
  insert into token (org_id, id, team_id, role_id, name, owner, exposure, entity_type, creator_type, creator_id,
    created_at, expires_at, forget_at, revoked_at)
  select org_id, 'tok_' || ${NUMBERED}, team_id, role_id, name, owner, exposure, entity_type, creator_type, creator_id,
    created_at, expires_at, forget_at, case when number <= $3::int then created_at end
  from token, generate_series(1, $2::int) as number
  where id = $1`;

const KEYS = `
  insert into token_key (org_id, token_id, id, kid, issued_at, expires_at)
  select org_id, 'tok_' || ${NUMBERED}, 'key_' || ${NUMBERED}, kid, issued_at, expires_at
  from token_key, generate_series(1, $2::int) as number
  where token_id = $1`;
