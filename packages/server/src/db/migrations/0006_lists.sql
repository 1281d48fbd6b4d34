-- Lists of tokens in the orders that people ask for; ties by id. See tokens/list.queries.ts.
create index token_by_name on token (org_id, team_id, (lower(name) collate "C"), id);
create index token_by_expiry on token (org_id, team_id, (coalesce(expires_at, 'infinity'::timestamptz)), id);
-- Use of all tokens of an organization in a time.
create index usage_hour_by_time on usage_hour (org_id, hour);
