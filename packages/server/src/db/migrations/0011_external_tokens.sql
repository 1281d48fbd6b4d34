-- Tokens that were made on other platforms, through app connections.
create table external_token (
  org_id text collate "C" not null,
  id text collate "C" not null unique,
  team_id text collate "C" not null,
  -- Its connection's. Null: for the whole team.
  project_id text collate "C",
  -- Null: it was deleted, which it is not before the token is revoked.
  connection_id text collate "C",
  app text not null,
  name text not null,
  description text,
  spec jsonb not null,
  -- Null: the platform has not answered yet, or never did; it is nobody's then, and not listed.
  issued_at timestamptz,
  -- That it is to end there: it has ended when all of its keys have.
  revoked_at timestamptz,
  creator_type text not null check (creator_type in ('token', 'member', 'system', 'trust_rule')),
  creator_id text collate "C" not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, team_id) references team on delete cascade,
  foreign key (org_id, project_id) references project on delete cascade,
  foreign key (org_id, connection_id) references app_connection on delete set null (connection_id)
);
create index external_token_of_team on external_token (org_id, team_id, id);
create index external_token_of_project on external_token (org_id, project_id) where project_id is not null;
create index external_token_of_connection on external_token (org_id, connection_id);
create index external_token_made_by on external_token (org_id, creator_id);

-- What a platform gave out for them, one at each rotation. Kept from before the platform is asked until it has forgotten it.
create table external_token_key (
  org_id text collate "C" not null,
  id text collate "C" not null unique,
  external_token_id text collate "C" not null,
  state text not null check (state in ('issuing', 'live', 'ending', 'ended')),
  -- What the platform was told to call it: by this it is found when the answer was lost.
  name text not null,
  -- What the platform calls it. Null until it has answered.
  external_id text,
  data_key_id text collate "C",
  ciphertext bytea,
  issued_at timestamptz not null,
  expires_at timestamptz,
  -- A fingerprint of where the platform lies: what another one does not know was not ended there.
  platform text not null,
  -- Of one that another has replaced: not before this, and not before these runs of syncs have delivered the other.
  ends_at timestamptz,
  waits_for jsonb not null default '[]',
  -- When it is to be ended, or what an interrupted order left is to be looked for. Put off before the platform is asked, so
  -- that one server asks.
  next_try_at timestamptz,
  attempts integer not null default 0,
  -- Why it has not ended.
  message text,
  ended_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, external_token_id) references external_token on delete cascade,
  -- The value is kept exactly while it can be delivered.
  check ((state = 'live') = (ciphertext is not null))
);
create index external_token_key_of_token on external_token_key (org_id, external_token_id);
create unique index external_token_key_issuing on external_token_key (org_id, external_token_id) where state = 'issuing';
create unique index external_token_key_live on external_token_key (org_id, external_token_id) where state = 'live';
create index external_token_key_to_end on external_token_key (next_try_at) where next_try_at is not null;
