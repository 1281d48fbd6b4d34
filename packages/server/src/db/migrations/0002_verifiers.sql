-- Who decides by this installation's authority: verifiers, and the servers themselves. A row is written before its first
-- lease is given, and stands until its last lease has run out, so that a revocation can say whom it still has to reach.
create table verifier (
  id text collate "C" primary key,
  kind text not null check (kind in ('verifier', 'server')),
  -- The server process that it is connected to, or that it is.
  server_id text collate "C" not null,
  -- Null: it sees the whole installation.
  org_id text collate "C",
  name text not null,
  -- The same for all lines of one verifier process.
  instance text not null,
  connected boolean not null,
  acknowledged bigint not null,
  connected_at timestamptz not null,
  lease_ends_at timestamptz not null
);
create index verifier_by_instance on verifier (instance);
create index verifier_by_lease on verifier (lease_ends_at);
