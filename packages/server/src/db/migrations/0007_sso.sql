-- How the people of an organization sign in with its own identity provider. Another issuer or client is another row: what
-- the old one vouched for goes with it, down to the sessions.
create table org_sso (
  org_id text collate "C" primary key references org on delete cascade,
  id text collate "C" not null unique,
  issuer text not null,
  client_id text not null,
  -- The client's secret.
  data_key_id text collate "C" not null,
  ciphertext bytea not null,
  enforce boolean not null,
  auto_join boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- A domain belongs to one organization of the installation.
create table sso_domain (
  org_id text collate "C" not null references org_sso on delete cascade,
  domain text not null unique,
  primary key (org_id, domain)
);

-- Who the issuer says they are (its subject), and who that is here.
create table sso_identity (
  org_id text collate "C" not null,
  id text collate "C" not null unique,
  sso_id text collate "C" not null references org_sso (id) on delete cascade,
  subject text not null,
  member_id text collate "C" not null,
  created_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, subject),
  unique (org_id, member_id),
  foreign key (org_id, member_id) references member on delete cascade
);

-- Good for the organization of the identity alone, and for as long as that is there.
alter table session add column sso_identity_id text collate "C" references sso_identity (id) on delete cascade;
create index session_of_sso_identity on session (sso_identity_id) where sso_identity_id is not null;

-- Sign-ins under way. What they are checked by is in the browser alone.
create table sso_attempt (
  org_id text collate "C" not null references org_sso on delete cascade,
  state_hash text not null unique,
  -- Where it was begun, so that one address cannot begin any number.
  client_address text not null,
  started_at timestamptz not null,
  primary key (org_id, state_hash)
);
create index sso_attempt_start on sso_attempt (started_at);
