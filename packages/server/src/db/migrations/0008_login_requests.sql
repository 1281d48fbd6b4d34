-- Whether command lines may be logged in by a code that is compared, or by a link that somebody sends.
alter table org add column device_login boolean not null default true;

-- Command lines that want to be logged in. They belong to no organization until a person has approved in one. Session,
-- team and role are no foreign keys: these live for minutes, and what they name is looked up anew, and locked, when the
-- token is issued.
create table login_request (
  id text collate "C" primary key,
  kind text not null check (kind in ('browser', 'device', 'northflank')),
  status text not null check (status in ('pending', 'approved', 'denied', 'redeemed')),
  client_name text not null,
  client_address text not null,
  user_agent text,
  -- Of a browser (RFC 6749, RFC 7636): where its answer goes, and what the client proves itself with.
  redirect_uri text,
  state text,
  code_challenge text,
  -- Of a device (RFC 8628): the code that people compare. It opens nothing without a person who has signed in.
  user_code text unique,
  -- The SHA-256 of what it is traded with for the token; a browser's is made when it is approved.
  code_hash text unique,
  interval_seconds integer not null,
  polled_at timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- As whom, and with what token: said by the person who approved, in that session.
  org_id text collate "C" references org on delete cascade,
  session_id text collate "C",
  team_id text collate "C",
  role_id text collate "C",
  token_name text,
  token_lifetime_seconds integer,
  token_expires_at timestamptz,
  -- What it was traded for.
  token_id text collate "C",
  check ((kind = 'browser') = (redirect_uri is not null and code_challenge is not null)),
  check ((kind = 'device') = (user_code is not null)),
  check (status in ('pending', 'denied') or (org_id is not null and session_id is not null and role_id is not null)),
  check ((status = 'redeemed') = (token_id is not null))
);
create index login_request_by_address on login_request (client_address, created_at);
create index login_request_of_org on login_request (org_id) where org_id is not null;
create index login_request_expiry on login_request (expires_at);

-- Wrong codes of devices, by who tried them and from where.
create table user_code_attempt (
  subject text primary key,
  count integer not null,
  last_at timestamptz not null
);
create index user_code_attempt_last on user_code_attempt (last_at);
