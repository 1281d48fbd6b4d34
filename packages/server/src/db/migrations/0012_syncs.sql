-- What copies a secret group, or a token's key, to a destination through an app connection.
create table sync (
  org_id text collate "C" not null,
  id text collate "C" not null unique,
  team_id text collate "C" not null,
  -- Null: the whole team's.
  project_id text collate "C",
  name text not null,
  description text,
  source_kind text not null check (source_kind in ('secret-group', 'token', 'external-token')),
  source_group_id text collate "C",
  -- No foreign key: a token whose record is gone leaves its sync failing, which says so.
  source_token_id text collate "C",
  source_external_token_id text collate "C",
  -- What a token's key is delivered as.
  variable text,
  connection_id text collate "C" not null,
  -- As the connector's schema gives it back.
  destination jsonb not null,
  -- Keyed: the same for the same place, however it is reached and whatever it is called.
  destination_hash text collate "C" not null,
  initial_behavior text not null
    check (initial_behavior in ('overwrite', 'import-prefer-source', 'import-prefer-destination')),
  key_schema text,
  -- What of the names at the destination are the sync's: those with something between these two. Of a token's, its variable.
  owned_prefix text not null,
  owned_suffix text not null,
  deletes boolean not null,
  automatic boolean not null,
  notice_connection_id text collate "C",
  -- Grows whenever what is delivered, or where, becomes another: a run of before remembers nothing.
  generation integer not null,
  -- Whether a sync has succeeded since: until then the initial behavior counts.
  settled boolean not null,
  -- Of what an import has come into the group from: when its delivery is tried again, what people wrote since counts more.
  imported_generation integer,
  -- Whether the last sync failed for good, which was told: so that its end is told too.
  failing boolean not null,
  last_synced_at timestamptz,
  creator_type text not null check (creator_type in ('token', 'member', 'system', 'trust_rule')),
  creator_id text collate "C" not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, team_id, name),
  check ((source_kind = 'secret-group') = (source_group_id is not null)),
  check ((source_kind = 'token') = (source_token_id is not null)),
  check ((source_kind = 'external-token') = (source_external_token_id is not null)),
  check ((source_kind = 'secret-group') = (variable is null)),
  foreign key (org_id, team_id) references team on delete cascade,
  foreign key (org_id, project_id) references project on delete cascade,
  foreign key (org_id, source_group_id) references secret_group on delete cascade,
  foreign key (org_id, connection_id) references app_connection on delete cascade,
  foreign key (org_id, notice_connection_id) references app_connection on delete set null (notice_connection_id)
);
create index sync_of_project on sync (org_id, project_id) where project_id is not null;
create index sync_of_group on sync (org_id, source_group_id) where source_group_id is not null;
create index sync_of_token on sync (org_id, source_token_id) where source_token_id is not null;
create index sync_of_external_token on sync (org_id, source_external_token_id)
  where source_external_token_id is not null;
create index sync_through_connection on sync (org_id, connection_id);
create index sync_noticed_by_connection on sync (org_id, notice_connection_id)
  where notice_connection_id is not null;
create index sync_to_destination on sync (org_id, destination_hash);
create index sync_made_by on sync (org_id, creator_id);

-- One time that variables are copied. Names of variables, never values.
create table sync_run (
  org_id text collate "C" not null,
  id text collate "C" not null unique,
  sync_id text collate "C" not null,
  kind text not null check (kind in ('sync', 'import', 'remove')),
  trigger text not null check (trigger in ('creation', 'edit', 'change', 'rotation', 'manual')),
  -- Of an import: whose value is taken where both have one.
  prefer text check (prefer in ('source', 'destination')),
  actor_type text not null check (actor_type in ('token', 'member', 'system', 'trust_rule')),
  actor_id text collate "C" not null,
  status text not null check (status in ('pending', 'running', 'succeeded', 'failed')),
  code text,
  message text,
  attempts integer not null,
  -- What it wrote, or was about to: kept before it is written, so that nothing is lost with a server that dies.
  created jsonb not null,
  updated jsonb not null,
  deleted jsonb not null,
  overwritten jsonb not null,
  queued_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  -- The run that was waiting already when this one had to be tried again, and does it.
  continued_by text collate "C",
  primary key (org_id, id),
  check ((kind = 'import') = (prefer is not null)),
  foreign key (org_id, sync_id) references sync on delete cascade
);
create index sync_run_of_sync on sync_run (org_id, sync_id, id desc);
-- What somebody should be about to end.
create index sync_run_under_way on sync_run (org_id, id) where status in ('pending', 'running');
-- Who asks for what is waiting already is given what is waiting.
create unique index sync_run_pending on sync_run (org_id, sync_id, kind) where status = 'pending';

-- What a sync is known to have put at its destination, as keyed fingerprints of the values.
create table sync_variable (
  org_id text collate "C" not null,
  sync_id text collate "C" not null,
  -- At the destination.
  name text collate "C" not null,
  -- Null: it never arrived for certain.
  delivered text,
  -- What was being written, for as long as it is not known whether it arrived.
  tried text,
  primary key (org_id, sync_id, name),
  foreign key (org_id, sync_id) references sync on delete cascade
);
