-- What a tenant says about itself and what it has. A tenant, a vehicle and a driver exist from their first authorised
-- use: a row here only describes them, or notes that they were seen.
create table tenants (
  tenant_id text collate "C" not null primary key,
  time_zone text not null default 'UTC',
  speed_limit_mps double precision,
  limits jsonb not null default '{}',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);

comment on table tenants is 'Settings of tenants that differ from the defaults.';
comment on column tenants.time_zone is 'IANA name; days, reports and quiet hours follow it.';
comment on column tenants.speed_limit_mps is 'Metres per second, for vehicles without a limit of their own; null: none.';
comment on column tenants.limits is
  'The operator''s: {"maxVehicles": 500} in place of the server''s option; servers notice a change within 10 s.';

create table vehicles (
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  name text,
  plate text,
  kind text,
  group_ids text[] collate "C" not null default '{}',
  speed_limit_mps double precision,
  attributes jsonb not null default '{}',
  archived_at timestamptz(3),
  first_seen_at timestamptz(3),
  search text not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, vehicle_id)
);

comment on table vehicles is 'Vehicles that were described or have reported.';
comment on column vehicles.group_ids is 'Ids of groups, in order.';
comment on column vehicles.speed_limit_mps is 'Metres per second, in place of the tenant''s; null: the tenant''s.';
comment on column vehicles.attributes is 'Facts of the tenant''s own: texts, numbers and booleans by name.';
comment on column vehicles.archived_at is 'Since when it is out of use; null: in use.';
comment on column vehicles.first_seen_at is 'When it reported first, as far as is known; null: not yet.';
comment on column vehicles.search is 'What a search looks at: small letters without accents.';

create table drivers (
  tenant_id text collate "C" not null,
  driver_id text collate "C" not null,
  name text,
  phone text,
  vehicle_id text collate "C",
  first_seen_at timestamptz(3),
  search text not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, driver_id)
);

comment on table drivers is 'Drivers that were described or whose token was used.';
comment on column drivers.driver_id is 'The subject of the driver''s token.';
comment on column drivers.vehicle_id is 'The vehicle that the driver usually drives; null: none.';
comment on column drivers.first_seen_at is 'When the token was used first, as far as is known; null: not yet.';
comment on column drivers.search is 'What a search looks at: small letters without accents.';

create table groups (
  tenant_id text collate "C" not null,
  group_id text collate "C" not null,
  name text,
  search text not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, group_id)
);

comment on table groups is 'Groups of vehicles; a vehicle may be in many.';
comment on column groups.search is 'What a search looks at: small letters without accents.';

-- Vehicles that have reported before: from one to the next along the key, two look-ups each.
insert into vehicles (tenant_id, vehicle_id, first_seen_at, search)
with recursive seen as (
  (select tenant_id, vehicle_id, received_at from location_events order by tenant_id, vehicle_id limit 1)
  union all
  select next.tenant_id, next.vehicle_id, next.received_at
  from seen cross join lateral (
    select e.tenant_id, e.vehicle_id, e.received_at from location_events e
    where (e.tenant_id, e.vehicle_id) > (seen.tenant_id, seen.vehicle_id)
    order by e.tenant_id, e.vehicle_id limit 1) next)
select tenant_id, vehicle_id, received_at, lower(vehicle_id) from seen;
