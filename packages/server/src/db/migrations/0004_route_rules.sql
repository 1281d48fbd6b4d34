-- What gateways ask for by method and path, made from the OpenAPI document of the platform's API. At most one row.
create table route_rules (
  singleton boolean primary key default true check (singleton),
  title text,
  version text,
  rules jsonb not null,
  updated_at timestamptz not null
);
