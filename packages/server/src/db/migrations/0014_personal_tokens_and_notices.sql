-- What ended a token, and who did; null for what just expired, and for what ended before this was kept.
alter table token
  add column end_reason text check (
    end_reason in ('revoked', 'issuer_revoked', 'parent_ended', 'member_lost_role', 'role_deleted', 'trust_rule_changed')
  ),
  add column ended_by_type text check (ended_by_type in ('token', 'member', 'system', 'trust_rule')),
  add column ended_by_id text collate "C",
  -- How many days before its expiry notice was last given; null: not yet.
  add column noticed_days integer,
  -- When it is looked at whether notice is due; null: never.
  add column notice_look_at timestamptz;

alter table org
  add column personal_tokens_max integer not null default 25,
  add column expiry_notice_days jsonb not null default '[14, 3]',
  add column expiry_notice_email boolean not null default true;

alter table team
  add column expiry_notice_days jsonb not null default '[14, 3]',
  add column expiry_notice_email boolean not null default true,
  -- Deleting it is refused for as long as it stands here.
  add column expiry_notice_connection_id text collate "C",
  add foreign key (org_id, expiry_notice_connection_id) references app_connection (org_id, id);

update token set notice_look_at = created_at
where expires_at > now() and revoked_at is null and derived_from is null;
create index token_to_look_at on token (notice_look_at) where notice_look_at is not null;
