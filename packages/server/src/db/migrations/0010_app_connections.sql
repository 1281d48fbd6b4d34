-- Credentials for other platforms, sealed, and whether these accepted them when last asked.
create table app_connection (
  org_id text collate "C" not null,
  id text collate "C" not null unique,
  team_id text collate "C" not null,
  -- Null: for the whole team.
  project_id text collate "C",
  name text not null,
  description text,
  app text not null,
  method text not null,
  data_key_id text collate "C" not null,
  ciphertext bytea not null,
  version integer not null,
  credentials_hash text not null,
  health text not null check (health in ('ok', 'failing', 'unknown')),
  health_message text,
  checked_at timestamptz not null,
  -- Set before the check is made: so one server makes it, and one that dies in it does not hold up the next.
  next_check_at timestamptz not null,
  creator_type text not null check (creator_type in ('token', 'member', 'system', 'trust_rule')),
  creator_id text collate "C" not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  last_used_at timestamptz,
  primary key (org_id, id),
  unique (org_id, team_id, name),
  foreign key (org_id, team_id) references team on delete cascade,
  foreign key (org_id, project_id) references project on delete cascade
);
create index app_connection_of_project on app_connection (org_id, project_id) where project_id is not null;
create index app_connection_made_by on app_connection (org_id, creator_id);
create index app_connection_to_check on app_connection (next_check_at);
