-- How often keys were used, by the hour. Reported by servers and verifiers; what was not reported before a crash is lost.
create table usage_hour (
  org_id text collate "C" not null,
  token_id text collate "C" not null,
  hour timestamptz not null,
  key_id text collate "C" not null,
  permission text not null,
  -- Slug; empty for none.
  project text not null,
  -- `allowed`, or the reason of the refusal.
  verdict text not null,
  count bigint not null,
  last_at timestamptz not null,
  primary key (org_id, token_id, hour, key_id, permission, project, verdict),
  foreign key (org_id, token_id) references token on delete cascade
);
