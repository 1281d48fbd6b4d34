-- Tokens that rotate by themselves, and how far the rotation that is under way has come.
create table token_rotation (
  org_id text collate "C" not null,
  token_id text collate "C" not null,
  team_id text collate "C" not null,
  every_days integer not null,
  overlap_seconds integer not null,
  quiet_seconds integer not null,
  state text not null check (state in ('idle', 'delivering', 'overlapping', 'stopped')),
  next_at timestamptz not null,
  -- Set before the next step is looked for: so one server looks, and one that dies in it does not hold up the next. Null:
  -- somebody must start it.
  look_at timestamptz,
  code text,
  message text,
  new_key_id text collate "C",
  -- Those that worked when the new key was issued: only they are ever ended.
  old_key_ids jsonb not null,
  run_ids jsonb not null,
  started_at timestamptz,
  delivered_at timestamptz,
  last_completed_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (org_id, token_id),
  foreign key (org_id, token_id) references token on delete cascade,
  foreign key (org_id, team_id) references team on delete cascade,
  check ((state = 'stopped') = (look_at is null) and (state = 'stopped') = (code is not null))
);
create index token_rotation_to_look_at on token_rotation (look_at) where look_at is not null;
