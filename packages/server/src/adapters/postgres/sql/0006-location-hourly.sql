-- What is left of the fixes when they are gone: a row per vehicle and hour.
create table location_hourly (
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  hour timestamptz(3) not null,
  fixes integer not null,
  distance_m double precision not null,
  moving_s double precision not null,
  standing_s double precision not null,
  max_speed double precision,
  avg_speed double precision,
  speed_fixes integer not null,
  first_time timestamptz(3) not null,
  first_latitude double precision not null,
  first_longitude double precision not null,
  last_time timestamptz(3) not null,
  last_latitude double precision not null,
  last_longitude double precision not null,
  received_at timestamptz(3) not null,
  kept_times timestamptz(3)[],
  updated_at timestamptz(3) not null default now(),
  primary key (tenant_id, vehicle_id, hour)
);

create index location_hourly_complete on location_hourly (hour) where kept_times is null;

comment on table location_hourly is 'What each vehicle did in each hour (UTC) of device time.';
comment on column location_hourly.fixes is 'Fixes of the hour, without those that were ahead of the server''s clock.';
comment on column location_hourly.distance_m is
  'Metres between consecutive fixes, in the hour of the later one; without legs of more than an hour or 350 m/s.';
comment on column location_hourly.moving_s is
  'Seconds of legs of up to 5 minutes at 1 m/s or more, by the reported speed or else by distance.';
comment on column location_hourly.standing_s is 'Seconds of the other legs of up to 5 minutes.';
comment on column location_hourly.max_speed is 'Highest reported speed, metres per second.';
comment on column location_hourly.avg_speed is 'Mean of the reported speeds, metres per second.';
comment on column location_hourly.speed_fixes is 'Fixes that reported a speed.';
comment on column location_hourly.received_at is 'Server time of the newest receipt; retention counts from here.';
comment on column location_hourly.kept_times is
  'Times of the fixes counted here that are still stored after others were removed; null: none was removed.';

-- Fixes that something refers to: thinning leaves them.
create table fix_citations (
  tenant_id text collate "C" not null,
  vehicle_id text collate "C" not null,
  time timestamptz(3) not null,
  primary key (tenant_id, vehicle_id, time)
);

comment on table fix_citations is 'Fixes that a visit, trip or alert refers to; thinning keeps them.';

-- When each step of the upkeep was last done, over all servers.
create table history_upkeep (
  step text collate "C" primary key,
  done_at timestamptz(3) not null
);

comment on table history_upkeep is 'When each step of the upkeep was last done.';
