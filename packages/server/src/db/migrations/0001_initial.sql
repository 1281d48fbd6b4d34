-- Ids are TypeIDs (a UUIDv7 in base 32 behind the noun), compared byte by byte, so that id order is age order.
-- org_id leads every key of what belongs to an organization: tenancy is structural.

create table org (
  id text collate "C" primary key,
  slug text not null unique,
  name text not null,
  home boolean not null,
  suspended_at timestamptz,
  allow_no_expiry boolean not null default true,
  max_lifetime_seconds integer,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create unique index org_home on org (home) where home;

create table team (
  org_id text collate "C" not null references org on delete cascade,
  id text collate "C" not null,
  slug text not null,
  name text not null,
  description text,
  email text,
  allow_no_expiry boolean not null default true,
  max_lifetime_seconds integer,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, slug)
);

create table project (
  org_id text collate "C" not null,
  team_id text collate "C" not null,
  id text collate "C" not null,
  slug text not null,
  name text not null,
  description text,
  environments jsonb not null,
  region text,
  cluster_id text,
  color text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, team_id, slug),
  foreign key (org_id, team_id) references team on delete cascade
);

-- A person in the organization, once, whatever teams they are in.
create table member (
  org_id text collate "C" not null references org on delete cascade,
  id text collate "C" not null,
  email text not null,
  name text,
  invited_at timestamptz not null,
  joined_at timestamptz,
  primary key (org_id, id),
  unique (org_id, email)
);

create table team_member (
  org_id text collate "C" not null,
  team_id text collate "C" not null,
  member_id text collate "C" not null,
  invited_at timestamptz not null,
  joined_at timestamptz,
  primary key (org_id, team_id, member_id),
  foreign key (org_id, team_id) references team on delete cascade,
  foreign key (org_id, member_id) references member on delete cascade
);

-- A deleted role stays as a row: its ended tokens still name it.
create table role (
  org_id text collate "C" not null references org on delete cascade,
  id text collate "C" not null,
  team_id text collate "C",
  slug text not null,
  name text not null,
  description text,
  kind text not null check (kind in ('owner', 'admin', 'default', 'operator', 'custom')),
  permissions jsonb not null,
  restrictions jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (org_id, id)
);
create unique index role_slug on role (org_id, team_id, slug) nulls not distinct where deleted_at is null;

create table role_member (
  org_id text collate "C" not null,
  role_id text collate "C" not null,
  member_id text collate "C" not null,
  since timestamptz not null,
  primary key (org_id, role_id, member_id),
  foreign key (org_id, role_id) references role on delete cascade,
  foreign key (org_id, member_id) references member on delete cascade
);

create index role_member_by_member on role_member (org_id, member_id);
create index team_member_by_member on team_member (org_id, member_id);

create table token (
  org_id text collate "C" not null references org on delete cascade,
  id text collate "C" not null,
  team_id text collate "C",
  role_id text collate "C" not null,
  name text not null,
  description text,
  owner text not null check (owner in ('member', 'team')),
  member_id text collate "C",
  exposure text not null check (exposure in ('secret', 'publishable')),
  entity_type text not null check (entity_type in ('team', 'org', 'platform')),
  -- As it stands in the token: project ids and permission bits.
  narrowing jsonb,
  creator_type text not null check (creator_type in ('token', 'member', 'system')),
  creator_id text collate "C" not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  -- No JWT of this token is valid after this instant, whatever happens to expires_at.
  forget_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (org_id, id)
);
create index token_of_team on token (org_id, team_id, id desc);
create index token_of_role on token (org_id, role_id);
create index token_issued_by on token (org_id, creator_id);
create index token_of_member on token (org_id, member_id) where member_id is not null;

-- One JWT of a token. The value itself is never stored.
create table token_key (
  org_id text collate "C" not null,
  token_id text collate "C" not null,
  id text collate "C" not null,
  kid text not null,
  issued_at timestamptz not null,
  expires_at timestamptz,
  -- Set when the key ends before its JWT does: deleted, or rotated away.
  ends_at timestamptz,
  last_used_at timestamptz,
  primary key (org_id, token_id, id),
  foreign key (org_id, token_id) references token on delete cascade
);
create index token_key_ended on token_key (ends_at) where ends_at is not null;

create table secret_group (
  org_id text collate "C" not null,
  team_id text collate "C" not null,
  project_id text collate "C" not null,
  id text collate "C" not null,
  slug text not null,
  name text not null,
  description text,
  type text not null check (type in ('secret', 'config')),
  secret_type text not null check (secret_type in ('environment-arguments', 'environment', 'arguments')),
  priority integer not null,
  environment text,
  tags jsonb not null,
  targets jsonb not null,
  data_key_id text collate "C" not null,
  ciphertext bytea not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, project_id, slug),
  foreign key (org_id, project_id) references project on delete cascade
);

-- Installation-wide: the catalogue, the revision counter, the change log, keys.

-- A removed permission keeps its row and with it its bit, so that no bit is ever given twice.
create table permission (
  permission text primary key,
  bit integer not null unique,
  origin text not null check (origin in ('keywright', 'operator')),
  sensitive boolean not null,
  publishable boolean not null,
  deprecated boolean not null,
  removed boolean not null default false
);

-- One row. Taking the next revision locks it until commit, so revisions appear in commit order and without gaps.
create table revision (
  singleton boolean primary key default true check (singleton),
  value bigint not null
);
insert into revision (value) values (0);

-- org_id is null for a change that concerns the installation.
create table change (
  revision bigint primary key,
  org_id text collate "C",
  at timestamptz not null,
  changes jsonb not null
);

create table signing_key (
  kid text primary key,
  state text not null check (state in ('next', 'current', 'previous')),
  public_jwk jsonb not null,
  data_key_id text collate "C" not null,
  ciphertext bytea not null,
  created_at timestamptz not null,
  -- Since when it no longer signs.
  retired_at timestamptz
);
create unique index signing_key_current on signing_key (state) where state = 'current';
create unique index signing_key_next on signing_key (state) where state = 'next';

-- One key per organization, and one for the installation itself (scope 'installation'), wrapped by the master key.
create table data_key (
  scope text collate "C" not null,
  id text collate "C" not null,
  master_key_id text not null,
  wrapped bytea not null,
  created_at timestamptz not null,
  primary key (scope, id)
);

-- What an Idempotency-Key was answered, so that a repeated write is answered again and not done again. Never a token's value.
create table idempotency_key (
  org_id text collate "C" not null references org on delete cascade,
  principal_id text collate "C" not null,
  key text not null,
  fingerprint text not null,
  answer jsonb,
  created_at timestamptz not null,
  primary key (org_id, principal_id, key)
);
create index idempotency_key_age on idempotency_key (created_at);

-- Kept when an organization goes: no foreign key. Append-only, by trigger.
create table audit_event (
  org_id text collate "C" not null,
  id text collate "C" not null,
  at timestamptz not null,
  action text not null,
  actor_type text not null check (actor_type in ('token', 'member', 'system')),
  actor_id text collate "C" not null,
  actor_key_id text collate "C",
  target_type text not null,
  -- The id that people see, and the internal one that is never given twice.
  target_id text not null,
  target_key text collate "C" not null,
  target_name text not null,
  team_id text collate "C",
  team_slug text,
  project_slug text,
  origin text not null check (origin in ('api', 'system')),
  before jsonb,
  after jsonb,
  ip text,
  user_agent text,
  request_id text,
  revision bigint,
  primary key (org_id, id)
);
create index audit_event_of_team on audit_event (org_id, team_id, id desc);
create index audit_event_by_actor on audit_event (org_id, actor_id, id desc);
create index audit_event_on_target on audit_event (org_id, target_key, id desc);

create function refuse_audit_edit() returns trigger language plpgsql as $$
begin
  raise exception 'audit events are append-only';
end
$$;
create trigger audit_event_append_only before update or delete or truncate on audit_event
  for each statement execute function refuse_audit_edit();
