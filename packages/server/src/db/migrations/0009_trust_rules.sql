-- Whose CI tokens are traded for tokens of a team, and of which role.
create table trust_rule (
  org_id text collate "C" not null,
  id text collate "C" not null unique,
  team_id text collate "C" not null,
  role_id text collate "C" not null,
  name text not null,
  description text,
  issuer text not null,
  audience text not null,
  claims jsonb not null,
  -- As it stands in the tokens: project ids and permission bits.
  narrowing jsonb,
  lifetime_seconds integer not null,
  creator_type text not null check (creator_type in ('token', 'member', 'system')),
  creator_id text collate "C" not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  last_used_at timestamptz,
  primary key (org_id, id),
  unique (org_id, team_id, name),
  foreign key (org_id, team_id) references team on delete cascade,
  foreign key (org_id, role_id) references role on delete cascade
);
create index trust_rule_of_role on trust_rule (org_id, role_id);
create index trust_rule_made_by on trust_rule (org_id, creator_id);

alter table token
  drop constraint token_creator_type_check,
  add constraint token_creator_type_check check (creator_type in ('token', 'member', 'system', 'trust_rule'));
alter table audit_event
  drop constraint audit_event_actor_type_check,
  add constraint audit_event_actor_type_check check (actor_type in ('token', 'member', 'system', 'trust_rule'));

-- A derived token ends with the key that it was derived with, and so with the token of that.
alter table token
  add column derived_from text collate "C",
  add column derived_from_key text collate "C",
  add column derivation_depth smallint not null default 0,
  -- The token that its line of derived tokens began with, or the trust rule.
  add column line_id text collate "C",
  add constraint token_derivation_check check (
    (derived_from is null) = (derived_from_key is null) and (derived_from is null) = (derivation_depth = 0)
    and (derived_from is null or line_id is not null)
  ),
  add constraint token_derived_from_fkey foreign key (org_id, derived_from) references token on delete cascade;
create index token_derived_from on token (org_id, derived_from) where derived_from is not null;
-- How many of a line are alive is asked whenever there is to be one more.
create index token_of_line on token (org_id, line_id, expires_at) where line_id is not null;
