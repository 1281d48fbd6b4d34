-- People sign in with the library better-auth, whose tables these are under names of ours: see sign-in/tables.ts. They
-- belong to no organization: one person may be a member of several.

create table "user" (
  id text collate "C" primary key,
  name text not null,
  -- In lower case.
  email text not null unique,
  email_verified boolean not null,
  image text,
  two_factor_enabled boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table session (
  id text collate "C" primary key,
  user_id text collate "C" not null references "user" on delete cascade,
  -- Worth nothing alone: the cookie carries it signed.
  token text not null unique,
  ip_address text,
  user_agent text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_of_user on session (user_id);

-- What a person proves who they are with: the hash of a password, or an identity elsewhere.
create table credential (
  id text collate "C" primary key,
  user_id text collate "C" not null references "user" on delete cascade,
  provider_id text not null,
  account_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (provider_id, account_id)
);
create index credential_of_user on credential (user_id);

-- Values that are good for once and not for long: links to a new password, challenges. Their names are kept as hashes.
create table one_time_value (
  id text collate "C" primary key,
  identifier text not null,
  value text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz not null
);
create index one_time_value_identifier on one_time_value (identifier);

-- Secret and recovery codes are encrypted.
create table two_factor (
  id text collate "C" primary key,
  user_id text collate "C" not null references "user" on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean,
  failed_verification_count integer,
  locked_until timestamptz
);
create index two_factor_of_user on two_factor (user_id);

create table passkey (
  id text collate "C" primary key,
  user_id text collate "C" not null references "user" on delete cascade,
  name text,
  public_key text not null,
  credential_id text not null unique,
  counter integer not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text,
  created_at timestamptz
);
create index passkey_of_user on passkey (user_id);

-- How often an address has asked for something.
create table sign_in_rate (
  id text collate "C" primary key,
  key text not null unique,
  count integer not null,
  last_request bigint not null
);

-- Attempts to sign in under an e-mail address, known or not, since the last that succeeded.
create table sign_in_attempt (
  email text primary key,
  count integer not null,
  last_at timestamptz not null
);
create index sign_in_attempt_last on sign_in_attempt (last_at);

-- The link that makes the first person, printed at start. Of this and the next table's secrets only the SHA-256 is kept.
create table setup_link (
  secret_hash text primary key,
  expires_at timestamptz not null
);

alter table member add column user_id text collate "C" references "user" on delete set null;
create unique index member_of_user on member (user_id, org_id) where user_id is not null;

create table invitation (
  org_id text collate "C" not null,
  secret_hash text not null unique,
  member_id text collate "C" not null,
  -- Null: to the organization itself.
  team_id text collate "C",
  -- As the one who invited is called, for the one who is invited.
  invited_by text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (org_id, secret_hash),
  foreign key (org_id, member_id) references member on delete cascade,
  foreign key (org_id, team_id, member_id) references team_member on delete cascade
);
create index invitation_of_member on invitation (org_id, member_id);
